'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useRouter } from 'next/navigation'
import type { ComponentProps, CSSProperties } from 'react'
import { useEffect, useRef, useState } from 'react'
import { KeyLegend } from '@/components/ui/Key'
import { useRowHeight } from '@/lib/preferences/useRowHeight'
import type { Sort } from '@/lib/table/sorting'
import { sorted } from '@/lib/table/sorting'
import { useActiveRow } from '@/lib/table/useActiveRow'
import type { DataTableProps } from './table'
import { leastWidthPx } from './table'
import { TableHead } from './TableHead'
import { TableRow } from './TableRow'

export type { Column } from './table'

const OVERSCAN = 8

/**
 * Virtual rows of one height: j and k move, Enter opens, x selects, and 100,000 rows scroll. In a
 * narrow window head and rows go sideways together; a head over no rows would only be cut off.
 */
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
  const least = { '--least-width': `${leastWidthPx(tracks)}px` } as CSSProperties
  return (
    <div ref={whole} className="flex min-h-0 flex-1 flex-col max-md:overflow-x-auto">
      <div
        role="table"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        style={least}
        className={
          rows.length === 0
            ? 'shrink-0 max-md:hidden'
            : 'flex min-h-0 flex-1 flex-col max-md:min-w-[var(--least-width)]'
        }
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
      {rows.length > 0 && !props.isAside && <KeyLegend entries={keysOf(props)} />}
      {rows.length === 0 && empty && <div className="min-h-0 flex-1 overflow-y-auto">{empty}</div>}
    </div>
  )
}

function keyAt<Row>(rows: readonly Row[], index: number, rowKey: (row: Row) => string) {
  const row = rows[index]
  return row === undefined ? undefined : rowKey(row)
}

type Entries = ComponentProps<typeof KeyLegend>['entries']

function keysOf<Row>({ href, onOpen, selection }: DataTableProps<Row>): Entries {
  return [
    [['down', 'up'], 'move'],
    ...((href ?? onOpen) ? ([[['open'], 'open']] as const satisfies Entries) : []),
    ...(selection ? ([[['select'], 'select']] as const satisfies Entries) : []),
  ]
}

function useOpening<Row>({ href, onOpen }: DataTableProps<Row>) {
  const router = useRouter()
  return onOpen ?? (href && ((row: Row) => router.push(href(row))))
}
