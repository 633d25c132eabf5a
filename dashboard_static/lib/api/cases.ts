import { apiPath } from './addresses'
import type { ApiClient } from './client'
import type { Case, CaseLabelRequest, CloseRequest, NextCase, SnoozeRequest } from './messages'

export type CloseReason = CloseRequest['reason']
export type LabelKind = CaseLabelRequest['label']

export type CaseFilter = Readonly<{
  status?: string
  assignee?: string
  holder?: string
  reason_code?: string
  overdue?: boolean
}>

export const CASES_PATH = '/cases'

export const casesPath = (filter: CaseFilter, cursor: string | null): string =>
  apiPath(CASES_PATH, { ...filter, cursor, limit: 100 })

export const casePath = (caseId: string): string => `${CASES_PATH}/${encodeURIComponent(caseId)}`

/** The case that works a ring, or a new one. */
export const openForRing = (client: ApiClient, ringId: string, reason: string) =>
  client.send<Case>('POST', CASES_PATH, { ring_id: ringId, reason })

const acting =
  (verb: string) =>
  (client: ApiClient, caseId: string, body?: object): Promise<Case> =>
    client.send('POST', `${casePath(caseId)}/${verb}`, body)

const done = {
  take: acting('take'),
  renew: acting('renew'),
  release: acting('release'),
  assign: acting('assign'),
  note: acting('note'),
  label: acting('label'),
  escalate: acting('escalate'),
  snooze: acting('snooze'),
  close: acting('close'),
  reopen: acting('reopen'),
  undo: acting('undo'),
}

/** What a person can do to a case; each answers with the case as it is then. */
export const caseWork = {
  next: (client: ApiClient) => client.send<NextCase>('POST', `${CASES_PATH}/next`),
  take: (client: ApiClient, caseId: string) => done.take(client, caseId),
  renew: (client: ApiClient, caseId: string) => done.renew(client, caseId),
  release: (client: ApiClient, caseId: string) => done.release(client, caseId),
  reopen: (client: ApiClient, caseId: string) => done.reopen(client, caseId),
  undo: (client: ApiClient, caseId: string) => done.undo(client, caseId),
  assign: (client: ApiClient, { case_id, version }: Case, assignee: string | null) =>
    done.assign(client, case_id, { assignee, version }),
  note: (client: ApiClient, caseId: string, text: string) => done.note(client, caseId, { text }),
  label: (client: ApiClient, caseId: string, asked: Partial<CaseLabelRequest>) =>
    done.label(client, caseId, asked),
  escalate: (client: ApiClient, caseId: string, reason: string) =>
    done.escalate(client, caseId, { reason }),
  snooze: (client: ApiClient, caseId: string, asked: SnoozeRequest) =>
    done.snooze(client, caseId, asked),
  close: (client: ApiClient, { case_id, version }: Case, reason: CloseReason, note?: string) =>
    done.close(client, case_id, { reason, version, ...(note && { note }) }),
} as const
