import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  icon: LucideIcon
  title: string
  /** Why it is empty and what would fill it; a button where there is something to do. */
  children?: ReactNode
}

/** Nothing here, within a panel or a table; for a whole screen see Notice. */
export function EmptyState({ icon: Icon, title, children }: EmptyStateProps) {
  return (
    <div data-testid="empty-state" className="flex flex-col items-center gap-2 p-8 text-center">
      <span className="grid size-9 place-items-center rounded-lg border border-line bg-raised">
        <Icon aria-hidden="true" className="size-4 text-muted" />
      </span>
      <p className="font-semibold">{title}</p>
      {children && (
        <div className="flex max-w-md flex-col items-center gap-3 text-muted">{children}</div>
      )}
    </div>
  )
}
