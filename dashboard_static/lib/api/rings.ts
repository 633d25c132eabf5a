import { apiPath } from './addresses'
import type { ApiClient } from './client'
import type { BlockRingResult, NodeRef } from './messages'

export const RINGS_PATH = '/rings'

export interface RingFilter {
  readonly status: string
  readonly sort: string
  readonly min_score: string
  readonly min_size: string
}

export const ringsPath = (filter: RingFilter, cursor: string | null): string =>
  apiPath(RINGS_PATH, { ...filter, cursor, limit: 100 })

export const ringPath = (ringId: string): string => `${RINGS_PATH}/${encodeURIComponent(ringId)}`

export const ringGraphPath = (ringId: string): string => `${ringPath(ringId)}/graph`

export const ringHistoryPath = (ringId: string): string => `${ringPath(ringId)}/history`

/** The shortest way between two entities over what they share. */
export const waysPath = (from: NodeRef, to: NodeRef): string =>
  apiPath('/paths', { from: nameOf(from), to: nameOf(to) })

const nameOf = ({ entity, entity_id }: NodeRef) => `${entity}:${entity_id}`

export const blockRing = (client: ApiClient, ringId: string, reason: string) =>
  client.send<BlockRingResult>('POST', `${ringPath(ringId)}/block`, { reason })

export const unblockRing = (client: ApiClient, ringId: string) =>
  client.send<undefined>('DELETE', `${ringPath(ringId)}/block`)
