'use client'

import * as Tooltip from '@radix-ui/react-tooltip'
import type { ReactNode } from 'react'
import type { TermName } from '@/lib/terms/glossary'
import { GLOSSARY } from '@/lib/terms/glossary'

/** A word of the glossary that explains itself. */
export function Term({ name, children }: { name: TermName; children?: ReactNode }) {
  return <Explained text={GLOSSARY[name]}>{children ?? name}</Explained>
}

/** Words that explain themselves: on hover, on focus, and on a tap. */
export function Explained({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Hint text={text}>
      <button
        type="button"
        className="cursor-help rounded-sm underline decoration-control decoration-dotted underline-offset-[3px]"
      >
        {children}
      </button>
    </Hint>
  )
}

/** A sentence beside a control. `children` is one element that can have focus. */
export function Hint({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Tooltip.Provider delayDuration={250}>
      <Tooltip.Root>
        <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
        <Tooltip.Portal>
          <Tooltip.Content
            sideOffset={6}
            collisionPadding={8}
            className="z-50 max-w-72 rounded-md border border-control/70 bg-raised px-3 py-2 text-sm text-text shadow-[var(--shadow)]"
          >
            {text}
          </Tooltip.Content>
        </Tooltip.Portal>
      </Tooltip.Root>
    </Tooltip.Provider>
  )
}
