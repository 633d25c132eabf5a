'use client'

import * as Dialog from '@radix-ui/react-dialog'
import * as Switch from '@radix-ui/react-switch'
import { X } from 'lucide-react'
import { IconButton } from '@/components/ui/buttons'
import { Key } from '@/components/ui/Key'
import { SHORTCUTS } from '@/lib/keyboard/shortcutList'
import { usePreferences } from '@/lib/preferences/preferences'

export function HelpSheet({ onClose }: { onClose(): void }) {
  const { hasShortcuts, setShortcuts } = usePreferences()
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-[rgb(5_8_12/0.6)]" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed left-1/2 top-[12vh] z-40 w-[min(440px,calc(100vw-2rem))] -translate-x-1/2 rounded-xl border border-control/60 bg-surface p-5 shadow-[var(--shadow)]"
        >
          <div className="mb-3 flex items-center justify-between">
            <Dialog.Title className="text-lg font-semibold">Keyboard shortcuts</Dialog.Title>
            <Dialog.Close asChild>
              <IconButton label="Close" icon={X} />
            </Dialog.Close>
          </div>
          <dl className={hasShortcuts ? '' : 'opacity-60'}>
            {SHORTCUTS.map(({ keys, does }) => (
              <div
                key={does}
                className="flex items-center justify-between border-t border-line py-1.5"
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
          <div className="mt-3 flex items-center justify-between gap-4 rounded-md border border-line bg-raised p-3">
            <label htmlFor="has-shortcuts">
              <span className="block font-medium">Use keyboard shortcuts</span>
              <span className="block text-sm text-muted">
                Switch them off if speech input or a screen reader needs these keys.
              </span>
            </label>
            <Switch.Root
              id="has-shortcuts"
              checked={hasShortcuts}
              onCheckedChange={setShortcuts}
              className="relative h-5 w-9 shrink-0 rounded-full border border-control bg-background transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
            >
              <Switch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-control transition-transform data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-on-accent" />
            </Switch.Root>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
