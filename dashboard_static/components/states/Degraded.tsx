import { CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

/** Something answers without one of its parts: said before anyone relies on it. */
export function Degraded({ children }: { children: ReactNode }) {
  return (
    <div
      data-testid="degraded"
      role="note"
      className="flex items-start gap-2.5 rounded-lg border border-control bg-raised px-3.5 py-2.5"
    >
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">{children}</div>
    </div>
  )
}
