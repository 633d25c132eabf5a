'use client'

import type { RefObject } from 'react'
import { useState } from 'react'
import { useKeys } from '@/lib/keyboard/useKeys'

interface ActiveRow<Row> {
  rows: readonly Row[]
  rowKey(row: Row): string
  /** Active before anybody moved: what is open beside the list. */
  first: string | null
  /** Brings a row into sight. */
  show(index: number, key: string): void
  onOpen?: ((row: Row) => void) | undefined
  onSelect?: ((key: string) => void) | undefined
  /** The list itself: while focus is in it, it has the keys. */
  within?: RefObject<HTMLElement | null>
  /** A list beside the one that leads: without focus it leaves the keys to that. */
  isAside?: boolean
}

/**
 * The row that j and k move, Enter opens and x selects. By key, not by place: a list that refreshes
 * leaves the analyst on the row they were on.
 */
export function useActiveRow<Row>({
  rows,
  rowKey,
  show,
  onOpen,
  onSelect,
  ...list
}: ActiveRow<Row>) {
  const [active, setActive] = useState(list.first)
  const at = rows.findIndex((row) => rowKey(row) === active)
  const move = (by: number) => () => {
    const to = at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))
    const row = rows[to]
    if (row === undefined) return
    setActive(rowKey(row))
    show(to, rowKey(row))
  }
  const open = () => {
    const row = rows[at]
    if (row !== undefined) onOpen?.(row)
  }
  useKeys(
    {
      down: move(1),
      up: move(-1),
      ...(onOpen && { open }),
      ...(onSelect && { select: () => active !== null && onSelect(active) }),
    },
    { within: list.within, isFallback: list.isAside },
  )
  return [active, setActive] as const
}
