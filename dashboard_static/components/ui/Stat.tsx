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

interface StatsProps {
  children: ReactNode
  /** `threes`: six tiles beside a column of controls, where none may stand alone in a row. */
  look?: keyof typeof GRIDS
}

const GRIDS = {
  row: 'grid-cols-[repeat(auto-fit,minmax(150px,1fr))]',
  threes: 'grid-cols-2 xl:grid-cols-3 2xl:grid-cols-6',
} as const

export function Stats({ children, look = 'row' }: StatsProps) {
  return <dl className={`grid shrink-0 gap-3 ${GRIDS[look]}`}>{children}</dl>
}
