import type { ReactNode } from 'react'
import { useId } from 'react'

interface PanelProps {
  title: string
  aside?: ReactNode
  className?: string
  children: ReactNode
}

export function Panel({ title, aside, className = '', children }: PanelProps) {
  const titleId = useId()
  return (
    <section
      aria-labelledby={titleId}
      className={`flex min-h-0 flex-col overflow-hidden rounded-lg border border-line bg-surface ${className}`}
    >
      <div className="flex h-10 shrink-0 items-center gap-3 border-b border-line px-3.5">
        <h2 id={titleId} className="whitespace-nowrap font-semibold">
          {title}
        </h2>
        {aside && (
          <div className="ml-auto flex min-w-0 items-center gap-3 text-sm text-muted">{aside}</div>
        )}
      </div>
      {children}
    </section>
  )
}
