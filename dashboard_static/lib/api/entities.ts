import type { EntityType } from '@/components/risk/EntityMark'
import { alertLink, apiPath, caseLink, entityLink, ringLink } from './addresses'
import type { SearchHit } from './messages'

export const ENTITIES_PATH = '/entities'

export const entityPath = (type: EntityType, id: string): string =>
  `${ENTITIES_PATH}/${type}/${encodeURIComponent(id)}`

export const entityTransactionsPath = (
  type: EntityType,
  id: string,
  cursor: string | null,
): string => apiPath(`${entityPath(type, id)}/transactions`, { cursor, limit: 100 })

export const entityGraphPath = (
  type: EntityType,
  id: string,
  limit: number,
  depth: 1 | 2 = 2,
): string => apiPath(`${entityPath(type, id)}/graph`, { depth, limit })

export const searchPath = (text: string, limit: number): string =>
  apiPath('/search', { q: text, limit })

/** Where this dashboard shows what a search found. */
export function hitLink({ kind, id }: SearchHit): string {
  if (kind === 'transaction') return alertLink(id)
  if (kind === 'ring') return ringLink(id)
  return kind === 'case' ? caseLink(id) : entityLink(kind, id)
}

const TYPES: readonly EntityType[] = ['user', 'card', 'device', 'ip', 'merchant']

/** A type as an address has it; null for what is none. */
export const asEntityType = (text: string | null): EntityType | null =>
  TYPES.find((type) => type === text) ?? null
