import type { LucideIcon } from 'lucide-react'
import Link from 'next/link'
import type { ReactNode } from 'react'

interface NoticeProps {
  icon: LucideIcon
  title: string
  children: ReactNode
  testId?: string
}

/** A whole screen's worth of "here is what happened and what to do". */
export function Notice({ icon: Icon, title, children, testId }: NoticeProps) {
  return (
    <div data-testid={testId} className="grid min-h-full place-items-center p-6">
      <div className="flex w-full max-w-lg flex-col items-start gap-3">
        <span className="grid size-10 place-items-center rounded-lg border border-line bg-raised">
          <Icon aria-hidden="true" className="size-5 text-muted" />
        </span>
        <h1 className="text-xl font-semibold">{title}</h1>
        <div className="flex w-full flex-col items-start gap-3 text-muted">{children}</div>
      </div>
    </div>
  )
}

export function NoticeLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Link
      href={href}
      className="inline-flex h-7 items-center rounded-md border border-control/70 bg-raised px-2.5 text-sm text-text hover:border-control"
    >
      {children}
    </Link>
  )
}
