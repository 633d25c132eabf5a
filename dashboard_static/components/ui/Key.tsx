'use client'

import type { Action } from '@/lib/keyboard/keymap'
import { KEYMAP } from '@/lib/keyboard/keymap'
import { usePreferences } from '@/lib/preferences/preferences'

export function Key({ children }: { children: string }) {
  return (
    <kbd className="rounded border border-control/60 bg-surface px-1 font-mono text-xs leading-4 text-muted">
      {children}
    </kbd>
  )
}

/** The key on a control that does the same; gone when the analyst switches shortcuts off. */
export function KeyHint({ action }: { action: Action }) {
  const hasShortcuts = usePreferences((preferences) => preferences.hasShortcuts)
  if (!hasShortcuts) return null
  return (
    <span aria-hidden="true">
      <Key>{KEYMAP[action].label}</Key>
    </span>
  )
}

/** In the field's corner until something is written there; the field is its `peer`. */
export function SearchKey() {
  return (
    <span className="pointer-events-none absolute right-1.5 top-[5px] flex h-[18px] items-center peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden">
      <KeyHint action="search" />
    </span>
  )
}

/** The line at the foot of a list: which keys move, open and decide here. */
export function KeyLegend({
  entries,
}: {
  entries: readonly (readonly [actions: readonly Action[], does: string])[]
}) {
  const hasShortcuts = usePreferences((preferences) => preferences.hasShortcuts)
  if (!hasShortcuts) return null
  return (
    <ul className="flex h-9 shrink-0 items-center gap-4 overflow-hidden border-t border-line bg-surface px-3.5 text-sm text-muted">
      {entries.map(([actions, does]) => (
        <li key={does} className="flex items-center gap-1 whitespace-nowrap">
          {actions.map((action) => (
            <Key key={action}>{KEYMAP[action].label}</Key>
          ))}
          {does}
        </li>
      ))}
    </ul>
  )
}
