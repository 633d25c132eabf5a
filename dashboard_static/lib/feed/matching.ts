import type { Outcome } from '@/lib/api/messages'
import type { AlertRing } from './alertRing'
import type { AnyAlert } from './anyAlert'
import { isTransaction } from './anyAlert'

export interface FeedFilter {
  readonly outcome: Outcome | 'all'
  readonly text: string
}

export const NO_FILTER: FeedFilter = { outcome: 'all', text: '' }

/** Rows of the feed, newest first, without copying what need not be copied. */
export interface FeedRows {
  readonly count: number
  row(index: number): AnyAlert | undefined
}

/** `untilSeq` is where a frozen feed stopped: newer alerts are kept out of sight. */
export function feedRows(ring: AlertRing, filter: FeedFilter, untilSeq: number | null): FeedRows {
  const skipped = untilSeq === null ? 0 : ring.countAfter(untilSeq)
  if (filter.outcome === 'all' && filter.text.trim() === '')
    return { count: ring.size - skipped, row: (index) => ring.newest(index + skipped) }
  const matching = matchingAlerts(ring, filter, skipped)
  return { count: matching.length, row: (index) => matching[index] }
}

export function matchingAlerts(ring: AlertRing, filter: FeedFilter, skipped = 0): AnyAlert[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  const found: AnyAlert[] = []
  for (let index = skipped; index < ring.size; index += 1) {
    const alert = ring.newest(index)
    if (alert && matches(alert, filter.outcome, words)) found.push(alert)
  }
  return found
}

function matches(
  alert: AnyAlert,
  outcome: FeedFilter['outcome'],
  words: readonly string[],
): boolean {
  if (outcome !== 'all' && !(isTransaction(alert) && alert.outcome === outcome)) return false
  return words.length === 0 || words.every((word) => searchable(alert).includes(word))
}

// An alert never changes, so what is searched is spelled once, not ten times a second.
const spelled = new WeakMap<AnyAlert, string>()

function searchable(alert: AnyAlert): string {
  const known = spelled.get(alert)
  if (known !== undefined) return known
  const parts = [...namesIn(alert), alert.headline, ...alert.reason_codes]
  const text = parts.join(' ').toLowerCase()
  spelled.set(alert, text)
  return text
}

function namesIn(alert: AnyAlert): string[] {
  if (alert.kind === 'ring') return ['ring', alert.ring_id]
  if (alert.kind === 'threat') return ['threat', alert.threat_id, ...alert.names]
  const { transaction_id, user_id, card_id, device_id, merchant } = alert
  return [transaction_id, user_id, card_id, device_id, merchant]
}

/** Where an alert stands among the rows, -1 when it is not there: O(log n), rows are in order. */
export function rowIndex(rows: FeedRows, seq: number): number {
  let low = 0
  let high = rows.count - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = rows.row(middle)?.seq ?? 0
    if (found === seq) return middle
    if (found > seq) low = middle + 1
    else high = middle - 1
  }
  return -1
}
