import type { RiskLevel } from '@/lib/api/messages'
import type { EntityType } from '@/components/risk/EntityMark'
import type { AlertRing } from './alertRing'
import { isTransaction } from './anyAlert'

export interface AlertedEntity {
  readonly type: EntityType
  readonly id: string
  readonly alerts: number
  /** Of its gravest alert. */
  readonly score: number
  readonly level: RiskLevel
  readonly latestAt: string
}

/** Who and what the buffered alerts name, those of most alerts first. One pass over the buffer. */
export function entitiesInAlerts(ring: AlertRing, limit: number): AlertedEntity[] {
  const found = new Map<string, AlertedEntity>()
  for (let index = 0; index < ring.size; index += 1) {
    const alert = ring.newest(index)
    if (!alert || !isTransaction(alert)) continue
    const named: readonly [EntityType, string][] = [
      ['user', alert.user_id],
      ['card', alert.card_id],
      ['device', alert.device_id],
      ['merchant', alert.merchant],
    ]
    for (const [type, id] of named) {
      const before = found.get(`${type} ${id}`)
      const isGravest = !before || alert.score > before.score
      found.set(`${type} ${id}`, {
        type,
        id,
        alerts: (before?.alerts ?? 0) + 1,
        score: isGravest ? alert.score : before.score,
        level: isGravest ? alert.risk_level : before.level,
        latestAt: before?.latestAt ?? alert.raised_at,
      })
    }
  }
  return [...found.values()]
    .sort((one, other) => other.alerts - one.alerts || other.score - one.score)
    .slice(0, limit)
}
