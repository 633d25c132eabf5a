import { alertLink, ringLink, threatLink } from '@/lib/api/addresses'
import type { Alert, AlertPage } from '@/lib/api/messages'

/** What the feed carries: a decision, a ring that formed or grew, or a threat that began. */
export type AnyAlert = AlertPage['alerts'][number]

export function isTransaction(alert: AnyAlert): alert is Alert {
  return alert.kind === 'transaction'
}

/** Where this dashboard shows what an alert is about. */
export function linkOf(alert: AnyAlert): string {
  if (alert.kind === 'ring') return ringLink(alert.ring_id)
  return isTransaction(alert) ? alertLink(alert.transaction_id) : threatLink(alert.threat_id)
}
