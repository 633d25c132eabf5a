import type { Alert } from '@/lib/api/messages'
import type { AlertRing } from './alertRing'
import { isTransaction } from './anyAlert'

export interface ReasonCount {
  readonly code: string
  readonly count: number
}

/** Reason codes by how many buffered alerts they speak in, most first. */
export function reasonsFiring(ring: AlertRing, limit: number): ReasonCount[] {
  const counts = new Map<string, number>()
  for (const alert of alertsOf(ring))
    for (const code of alert.reason_codes) counts.set(code, (counts.get(code) ?? 0) + 1)
  const rows = [...counts].map(([code, count]) => ({ code, count }))
  return rows.sort((a, b) => b.count - a.count || a.code.localeCompare(b.code)).slice(0, limit)
}

/** Other buffered alerts that name the same user, card or device, newest first. */
export function linkedAlerts(
  ring: AlertRing,
  to: Pick<Alert, 'transaction_id' | 'user_id' | 'card_id' | 'device_id'>,
  limit: number,
): { alert: Alert; shared: ('user' | 'card' | 'device')[] }[] {
  const linked: { alert: Alert; shared: ('user' | 'card' | 'device')[] }[] = []
  for (const alert of alertsOf(ring)) {
    if (alert.transaction_id === to.transaction_id) continue
    const shared = (['user', 'card', 'device'] as const).filter(
      (kind) => alert[`${kind}_id`] === to[`${kind}_id`],
    )
    if (shared.length > 0) linked.push({ alert, shared })
    if (linked.length === limit) break
  }
  return linked
}

function* alertsOf(ring: AlertRing): Generator<Alert> {
  for (let index = 0; index < ring.size; index += 1) {
    const alert = ring.newest(index)
    if (alert && isTransaction(alert)) yield alert
  }
}
