import type { ReactNode } from 'react'

interface ScreenProps {
  title: string
  /** What the screen shows right now, in a few words. */
  summary?: ReactNode
  /** Filters, export, the main button. */
  tools?: ReactNode
  children: ReactNode
}

/** A screen's head and body: the body fills what is left and its panels scroll by themselves. */
export function Screen({ title, summary, tools, children }: ScreenProps) {
  return (
    <div className="flex h-full min-h-[560px] flex-col gap-3 p-4">
      <header className="flex min-h-8 shrink-0 flex-wrap items-center gap-x-4 gap-y-2">
        <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
        {summary !== undefined && <p className="min-w-0 text-muted">{summary}</p>}
        {tools !== undefined && (
          <div className="ml-auto flex flex-wrap items-center gap-2">{tools}</div>
        )}
      </header>
      {children}
    </div>
  )
}
