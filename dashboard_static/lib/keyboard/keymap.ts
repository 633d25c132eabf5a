/** What a person can ask for by one key. Screens answer to names; only this table knows the keys. */
export const KEYMAP = {
  down: { key: 'j', label: 'J', does: 'Next in the list' },
  up: { key: 'k', label: 'K', does: 'Previous in the list' },
  open: { key: 'Enter', label: 'Enter', does: 'Open' },
  back: { key: 'Escape', label: 'Esc', does: 'Back' },
  next: { key: 'n', label: 'N', does: 'Take the next case' },
  fraud: { key: 'f', label: 'F', does: 'Label fraud' },
  genuine: { key: 'l', label: 'L', does: 'Label genuine' },
  unsure: { key: 'u', label: 'U', does: 'Label unsure' },
  escalate: { key: 'e', label: 'E', does: 'Escalate' },
  assign: { key: 'a', label: 'A', does: 'Assign' },
  snooze: { key: 's', label: 'S', does: 'Snooze' },
  comment: { key: 'c', label: 'C', does: 'Comment' },
  select: { key: 'x', label: 'X', does: 'Select the row' },
  block: { key: 'b', label: 'B', does: 'Block' },
  graph: { key: 'g', label: 'G', does: 'Open the graph' },
  search: { key: '/', label: '/', does: 'Search' },
  pause: { key: ' ', label: 'Space', does: 'Pause or resume the feed' },
  undo: { key: 'z', label: 'Z', does: 'Undo, for ten seconds' },
  help: { key: '?', label: '?', does: 'This help' },
} as const satisfies Record<string, Shortcut>

interface Shortcut {
  readonly key: string
  readonly label: string
  readonly does: string
}

export type Action = keyof typeof KEYMAP

export const ACTIONS = Object.keys(KEYMAP) as Action[]

/** The one combination: it works in fields too, and opens the palette. */
export const PALETTE_KEY = { key: 'k', label: ['Ctrl', 'K'], does: 'Command palette' } as const
