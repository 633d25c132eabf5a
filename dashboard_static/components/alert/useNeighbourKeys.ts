'use client'

import { useRouter } from 'next/navigation'
import type { AnyAlert } from '@/lib/feed/anyAlert'
import { isTransaction, linkOf } from '@/lib/feed/anyAlert'
import { useSelection } from '@/lib/feed/filterState'
import type { FeedRows } from '@/lib/feed/matching'
import { rowIndex } from '@/lib/feed/matching'
import { useFeedRows } from '@/lib/feed/useFeedRows'
import { useKeys } from '@/lib/keyboard/useKeys'

/** j and k go through the feed as it was left, alert by alert, without going back to it. */
export function useNeighbourKeys(transactionId: string): void {
  const rows = useFeedRows()
  const router = useRouter()
  const go = (by: number) => () => {
    const from = positionOf(rows, transactionId)
    const next = from < 0 ? undefined : rows.row(from + by)
    if (!next) return
    useSelection.getState().select(next.seq)
    router.replace(linkOf(next))
  }
  useKeys({ down: go(1), up: go(-1) })
}

function positionOf(rows: FeedRows, transactionId: string): number {
  const { seq } = useSelection.getState()
  const selected = seq === null ? -1 : rowIndex(rows, seq)
  if (isAbout(rows.row(selected), transactionId)) return selected
  for (let index = 0; index < rows.count; index += 1)
    if (isAbout(rows.row(index), transactionId)) return index
  return -1
}

function isAbout(alert: AnyAlert | undefined, transactionId: string): boolean {
  return alert !== undefined && isTransaction(alert) && alert.transaction_id === transactionId
}
