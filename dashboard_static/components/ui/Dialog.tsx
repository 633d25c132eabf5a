'use client'

import * as Radix from '@radix-ui/react-dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { IconButton } from './buttons'

interface DialogProps {
  title: string
  onClose(): void
  children: ReactNode
  /** What the dialog is about, read out with its title. */
  description?: string
  width?: 'narrow' | 'wide'
}

const WIDTHS = {
  narrow: 'w-[min(440px,calc(100vw-2rem))]',
  wide: 'w-[min(760px,calc(100vw-2rem))]',
}

/** Rendered while it is open: mount it to ask, unmount it when answered. Esc closes. */
export function Dialog({ title, onClose, children, description, width = 'narrow' }: DialogProps) {
  return (
    <Radix.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-[rgb(5_8_12/0.6)]" />
        <Radix.Content
          {...(description === undefined && { 'aria-describedby': undefined })}
          className={`fixed left-1/2 top-[10vh] z-40 flex max-h-[80vh] -translate-x-1/2 flex-col rounded-xl border border-control/60 bg-surface shadow-[var(--shadow)] ${WIDTHS[width]}`}
        >
          <div className="flex items-center justify-between gap-4 px-5 pb-3 pt-4">
            <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label="Close" icon={X} />
            </Radix.Close>
          </div>
          {description !== undefined && (
            <Radix.Description className="-mt-2 px-5 pb-3 text-muted">
              {description}
            </Radix.Description>
          )}
          <div className="min-h-0 overflow-y-auto px-5 pb-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

/** The buttons at the foot of a dialog, the one that does it last. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-4 flex justify-end gap-2">{children}</div>
}
