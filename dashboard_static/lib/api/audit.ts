import { apiPath } from './addresses'
import type { ApiClient } from './client'

export const AUDIT_PATH = '/audit'

/** Which entries; an empty one is any. `action` may be its first word alone. */
export interface AuditFilter {
  readonly who: string
  readonly action: string
  readonly subject: string
}

const PAGE = 100

export const auditPath = (filter: AuditFilter, beforeSeq: string | null) =>
  apiPath(AUDIT_PATH, { ...filter, before_seq: beforeSeq, limit: PAGE })

export type AuditFormat = 'csv' | 'jsonl'

const NEXT = 'Ringfence-Next-After-Seq'

/** The whole log as the filter has it, part by part; the head of a CSV stands once. */
export async function exportAudit(
  client: ApiClient,
  filter: AuditFilter,
  format: AuditFormat,
): Promise<string> {
  let text = ''
  let after: string | null = '0'
  while (after !== null) {
    const path = apiPath(`${AUDIT_PATH}/export`, { ...filter, after_seq: after, format })
    const part: { text: string; headers: Headers } = await client.text(path)
    text += text !== '' && format === 'csv' ? withoutHead(part.text) : part.text
    after = part.headers.get(NEXT)
  }
  return text
}

const withoutHead = (table: string) => table.slice(table.indexOf('\n') + 1)
