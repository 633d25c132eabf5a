'use client'

import { ArrowDown, ArrowUp } from 'lucide-react'
import type { CSSProperties } from 'react'
import type { Sort } from '@/lib/table/sorting'
import { nextSort } from '@/lib/table/sorting'
import type { Column } from './table'

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[]
  grid: CSSProperties
  hasSelection: boolean
  sort: Sort | null
  onSort?: (sort: Sort | null) => void
}

export const ROW = 'grid items-center gap-3 px-3.5'

export function TableHead<Row>({ columns, grid, hasSelection, sort, onSort }: TableHeadProps<Row>) {
  return (
    <div
      role="rowgroup"
      className="shrink-0 overflow-y-scroll border-b border-line bg-raised text-xs text-muted [scrollbar-color:transparent_transparent]"
    >
      <div role="row" aria-rowindex={1} style={grid} className={`${ROW} h-7`}>
        {hasSelection && (
          <span role="columnheader">
            <span className="sr-only">Selected</span>
          </span>
        )}
        {columns.map((column) => (
          <span
            key={column.name}
            role="columnheader"
            aria-sort={ariaSort(column.name, sort)}
            className={`truncate ${column.align === 'right' ? 'text-right' : ''}`}
          >
            {onSort && column.value ? (
              <button
                type="button"
                onClick={() => onSort(nextSort(sort, column.name))}
                className="inline-flex items-center gap-1 rounded-sm hover:text-text"
              >
                {column.name}
                <SortMark name={column.name} sort={sort} />
              </button>
            ) : (
              column.name
            )}
          </span>
        ))}
      </div>
    </div>
  )
}

function ariaSort(name: string, sort: Sort | null) {
  if (sort?.by !== name) return undefined
  return sort.isDescending ? ('descending' as const) : ('ascending' as const)
}

function SortMark({ name, sort }: { name: string; sort: Sort | null }) {
  if (sort?.by !== name) return null
  const Icon = sort.isDescending ? ArrowDown : ArrowUp
  return <Icon aria-hidden="true" className="size-3" />
}
