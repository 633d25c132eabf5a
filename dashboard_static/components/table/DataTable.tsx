'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { useEffect, useRef, useState } from 'react'
import { useRowHeight } from '@/lib/preferences/useRowHeight'
import type { CsvValue } from '@/lib/table/csv'
import type { Sort } from '@/lib/table/sorting'
import { sorted } from '@/lib/table/sorting'
import { useActiveRow } from '@/lib/table/useActiveRow'
import { TableHead } from './TableHead'
import { TableRow } from './TableRow'

export interface Column<Row> {
  readonly name: string
  /** A track of the grid: `80px`, `minmax(0,2fr)`. */
  readonly width: string
  cell(row: Row): ReactNode
  /** What a spreadsheet gets and what the head sorts by; without it the column does neither. */
  value?(row: Row): CsvValue
  readonly align?: 'right'
}

export interface DataTableProps<Row> {
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey(row: Row): string
  /** Where Enter and a click on the row lead. */
  href?(row: Row): string
  /** Or what they do, where the row opens in a pane beside the table. */
  onOpen?(row: Row): void
  /** The row that is open in the pane. */
  openKey?: string | null
  /** Given, `x` and a box on each row select for bulk changes. */
  selection?: { readonly keys: ReadonlySet<string>; toggle(key: string): void }
  /** Asked for when the end comes into sight: the next page. */
  onEnd?(): void
  /** What stands where rows would be. */
  empty?: ReactNode
  /** Sorting by the head is for lists that are complete; a paged list keeps the server's order. */
  isSortable?: boolean
  /** Beside the list that leads: it has the keys while focus is in it. */
  isAside?: boolean
}

const OVERSCAN = 8

/** Virtual rows of one height: j and k move, Enter opens, x selects, and 100,000 rows scroll. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rowKey, onEnd, empty, isSortable = false } = props
  const [sort, setSort] = useState<Sort | null>(null)
  const rows = sorted(props.rows, columns, sort)
  const box = useRef<HTMLDivElement>(null)
  const height = useRowHeight()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    getItemKey: (index) => keyAt(rows, index, rowKey) ?? index,
    overscan: OVERSCAN,
  })
  useEffect(() => virtual.measure(), [virtual, height])
  const whole = useRef<HTMLDivElement>(null)
  const [active, setActive] = useActiveRow({
    rows,
    rowKey,
    first: props.openKey ?? null,
    show: (index) => virtual.scrollToIndex(index),
    onOpen: useOpening(props),
    onSelect: props.selection?.toggle,
    within: whole,
    isAside: props.isAside,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (onEnd && rows.length > 0 && last >= rows.length - OVERSCAN) onEnd()
  }, [onEnd, last, rows.length])
  const tracks = [...(props.selection ? ['24px'] : []), ...columns.map(({ width }) => width)]
  const grid = { gridTemplateColumns: tracks.join(' ') }
  return (
    <div ref={whole} className="flex min-h-0 flex-1 flex-col">
      <div
        role="table"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        className={rows.length === 0 ? 'shrink-0' : 'flex min-h-0 flex-1 flex-col'}
      >
        <TableHead
          columns={columns}
          grid={grid}
          hasSelection={props.selection !== undefined}
          sort={sort}
          onSort={isSortable ? setSort : undefined}
        />
        <div
          ref={box}
          role={rows.length === 0 ? undefined : 'rowgroup'}
          tabIndex={rows.length === 0 ? undefined : 0}
          className="min-h-0 flex-1 overflow-y-scroll"
        >
          <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
            {items.map(({ key, index }) => {
              const row = rows[index]
              if (row === undefined) return null
              const name = rowKey(row)
              return (
                <TableRow
                  key={key}
                  row={row}
                  rowName={name}
                  index={index}
                  height={height}
                  grid={grid}
                  table={props}
                  isActive={name === active}
                  onActive={setActive}
                />
              )
            })}
          </div>
        </div>
      </div>
      {rows.length === 0 && empty && <div className="min-h-0 flex-1 overflow-y-auto">{empty}</div>}
    </div>
  )
}

function keyAt<Row>(rows: readonly Row[], index: number, rowKey: (row: Row) => string) {
  const row = rows[index]
  return row === undefined ? undefined : rowKey(row)
}

function useOpening<Row>({ href, onOpen }: DataTableProps<Row>) {
  const router = useRouter()
  return onOpen ?? (href && ((row: Row) => router.push(href(row))))
}
