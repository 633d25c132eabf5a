import type { EntityType } from '@/components/risk/EntityMark'
import type { Alert, Case } from '@/lib/api/messages'

export interface CaseEntity {
  readonly key: string
  readonly type: EntityType
  readonly id: string
}

/** Whom the case is about, each once: its users, devices and cards. */
export function entitiesOf({ alerts }: Pick<Case, 'alerts'>): readonly CaseEntity[] {
  const found = new Map<string, CaseEntity>()
  for (const alert of paymentsOf({ alerts }))
    for (const [type, id] of [
      ['user', alert.user_id],
      ['device', alert.device_id],
      ['card', alert.card_id],
    ] as const) {
      const key = `${type} ${id}`
      found.set(key, { key, type, id })
    }
  return [...found.values()]
}

/** Its alerts that are payments; a ring's alert is about many. */
export function paymentsOf({ alerts }: Pick<Case, 'alerts'>): readonly Alert[] {
  return alerts.flatMap(({ alert }) => (alert.kind === 'transaction' ? [alert] : []))
}
