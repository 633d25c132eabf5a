import { apiPath } from './addresses'
import type { ApiClient } from './client'
import type { Threat, ThreatSnoozeRequest } from './messages'

export const THREATS_PATH = '/threats'

export const threatsPath = (cursor: string | null): string =>
  apiPath(THREATS_PATH, { cursor, limit: 100 })

export const threatPath = (threatId: string): string =>
  `${THREATS_PATH}/${encodeURIComponent(threatId)}`

interface Snoozing {
  readonly threatId: string
  readonly asked: ThreatSnoozeRequest
}

export const snoozeThreat = (client: ApiClient, { threatId, asked }: Snoozing) =>
  client.send<Threat>('POST', `${threatPath(threatId)}/snooze`, asked)

export const endSnooze = (client: ApiClient, threatId: string) =>
  client.send<undefined>('DELETE', `${threatPath(threatId)}/snooze`)
