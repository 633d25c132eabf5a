'use client'

import { useState } from 'react'
import type { Order } from './order'
import { keptOrder, NOTHING, taken } from './order'

/** Rows whose places do not change by themselves; `waiting` says how many are new. */
export function useStableRows<Row>(
  answered: readonly Row[],
  keyOf: (row: Row) => string,
  /** Another filter is another list. */
  listKey: string,
) {
  const [held, setHeld] = useState<{ list: string; order: Order }>({ list: '', order: NOTHING })
  const keys = answered.map(keyOf)
  const order = keptOrder(held.list === listKey ? held.order : NOTHING, keys)
  if (held.list !== listKey || !isSame(held.order, order)) setHeld({ list: listKey, order })
  const byKey = new Map(answered.map((row) => [keyOf(row), row]))
  const rows = order.keys.flatMap((key) => byKey.get(key) ?? [])
  return {
    rows,
    waiting: order.waiting.length,
    takeNew: () => setHeld({ list: listKey, order: taken(keys) }),
  }
}

const isSame = (one: Order, other: Order) =>
  one.keys.join(' ') === other.keys.join(' ') && one.waiting.join(' ') === other.waiting.join(' ')
