import type { ReactNode } from 'react'

interface StatProps {
  label: ReactNode
  value: ReactNode
  /** What the number is to be read against. */
  note?: ReactNode
}

/** One number of a screen, as a tile. Tiles stand in `<Stats>`. */
export function Stat({ label, value, note }: StatProps) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface px-3.5 py-2.5">
      <dt className="truncate text-sm text-muted">{label}</dt>
      <dd className="mt-0.5 truncate font-mono text-xl font-medium tabular-nums">{value}</dd>
      {note !== undefined && <dd className="truncate text-sm text-muted">{note}</dd>}
    </div>
  )
}

export function Stats({ children }: { children: ReactNode }) {
  return (
    <dl className="grid shrink-0 grid-cols-[repeat(auto-fit,minmax(150px,1fr))] gap-3">
      {children}
    </dl>
  )
}
