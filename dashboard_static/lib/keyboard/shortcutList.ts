/** What the help sheet shows; the screens that answer these keys register them. */
export const SHORTCUTS: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['J'], does: 'Next alert' },
  { keys: ['K'], does: 'Previous alert' },
  { keys: ['Enter'], does: 'Open the selected alert' },
  { keys: ['Esc'], does: 'Back to the feed' },
  { keys: ['Space'], does: 'Pause or resume the feed' },
  { keys: ['/'], does: 'Search the feed' },
  { keys: ['?'], does: 'This help' },
  { keys: ['Ctrl', 'K'], does: 'Command palette' },
]
