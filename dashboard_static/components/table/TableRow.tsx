'use client'

import Link from 'next/link'
import type { CSSProperties, ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import type { DataTableProps } from './table'
import { ROW } from './TableHead'

interface TableRowProps<Row> {
  row: Row
  rowName: string
  index: number
  height: number
  grid: CSSProperties
  table: DataTableProps<Row>
  isActive: boolean
  onActive(name: string): void
}

export function TableRow<Row>(props: TableRowProps<Row>) {
  const { row, rowName, index, height, grid, table, isActive, onActive } = props
  const { columns, selection } = table
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-current={table.openKey === rowName || undefined}
      data-testid="row"
      data-key={rowName}
      data-active={isActive || undefined}
      onClick={() => onActive(rowName)}
      style={{ ...grid, height, transform: `translateY(${index * height}px)` }}
      className={`${ROW} absolute inset-x-0 top-0 border-b border-line/70 hover:bg-raised aria-[current]:bg-accent/15 data-[active]:shadow-[inset_2px_0_0_rgb(var(--accent))]`}
    >
      {selection && (
        <span role="cell" className="relative z-10 flex">
          <input
            type="checkbox"
            aria-label={`Select ${rowName}`}
            checked={selection.keys.has(rowName)}
            onChange={() => selection.toggle(rowName)}
            className="size-3.5 accent-[rgb(var(--accent))]"
          />
        </span>
      )}
      {columns.map((column, at) => (
        <span
          key={column.name}
          role="cell"
          className={`min-w-0 truncate ${column.align === 'right' ? 'text-right' : ''}`}
        >
          {at === 0 ? (
            <Opener row={row} table={table} isActive={isActive}>
              {column.cell(row)}
            </Opener>
          ) : (
            column.cell(row)
          )}
        </span>
      ))}
    </div>
  )
}

/** The first cell carries the link or button; it covers the row, so that the whole row opens. */
const COVER =
  'outline-none after:absolute after:inset-0 focus-visible:after:outline focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent'

interface OpenerProps<Row> {
  row: Row
  table: DataTableProps<Row>
  isActive: boolean
  children: ReactNode
}

function Opener<Row>({ row, table, isActive, children }: OpenerProps<Row>) {
  const link = useRef<HTMLAnchorElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isActive) (link.current ?? button.current)?.focus({ preventScroll: true })
  }, [isActive])
  const { href, onOpen } = table
  if (onOpen)
    return (
      <button
        ref={button}
        type="button"
        onClick={() => onOpen(row)}
        className={`max-w-full truncate text-left align-middle ${COVER}`}
      >
        {children}
      </button>
    )
  if (href)
    return (
      <Link ref={link} href={href(row)} prefetch={false} className={COVER}>
        {children}
      </Link>
    )
  return children
}
