'use client'

import { Key } from '@/components/ui/Key'
import { ACTIONS, KEYMAP, PALETTE_KEY } from '@/lib/keyboard/keymap'

const ROWS = [
  { keys: PALETTE_KEY.label, does: PALETTE_KEY.does },
  ...ACTIONS.map((action) => ({ keys: [KEYMAP[action].label], does: KEYMAP[action].does })),
]

export function KeyTable() {
  return (
    <dl className="gap-x-8 sm:columns-2">
      {ROWS.map(({ keys, does }) => (
        <div
          key={does}
          className="flex break-inside-avoid items-center justify-between gap-3 border-t border-line py-1"
        >
          <dt>{does}</dt>
          <dd className="flex gap-1">
            {keys.map((key) => (
              <Key key={key}>{key}</Key>
            ))}
          </dd>
        </div>
      ))}
    </dl>
  )
}
