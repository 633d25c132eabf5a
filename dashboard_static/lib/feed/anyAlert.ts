import { alertLink, ringLink } from '@/lib/api/addresses'
import type { Alert, AlertPage } from '@/lib/api/messages'

/** What the feed carries: a decision, or a ring that formed or grew. */
export type AnyAlert = AlertPage['alerts'][number]

export function isTransaction(alert: AnyAlert): alert is Alert {
  return alert.kind === 'transaction'
}

/** Where this dashboard shows what an alert is about. */
export function linkOf(alert: AnyAlert): string {
  return isTransaction(alert) ? alertLink(alert.transaction_id) : ringLink(alert.ring_id)
}
