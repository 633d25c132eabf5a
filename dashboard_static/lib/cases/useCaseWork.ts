'use client'

import { CASES_PATH, caseWork } from '@/lib/api/cases'
import type { ApiClient } from '@/lib/api/client'
import type { CloseReason } from '@/lib/api/cases'
import type { Case, CaseLabelRequest, SnoozeRequest } from '@/lib/api/messages'
import { useChange, useRefresh } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { useSystem } from '@/lib/system/SystemProvider'
import { toast } from '@/lib/toasts/toasts'
import { usePace } from './pace'

const REFRESHES = [CASES_PATH, '/transactions', '/lists']

export const CLOSE_REASONS = [
  ['fraud_confirmed', 'Fraud confirmed'],
  ['genuine', 'Genuine'],
  ['insufficient_evidence', 'Insufficient evidence'],
  ['duplicate', 'Duplicate of another case'],
  ['not_worth_pursuing', 'Not worth pursuing'],
] as const satisfies readonly (readonly [CloseReason, string])[]

export interface Closing {
  readonly of: Case
  readonly reason: CloseReason
  readonly note?: string
}

/** Everything one can do to one case. What can be undone offers it for ten seconds. */
export function useCaseWork(caseId: string) {
  const said = useSaid(caseId)
  const decided = (text: string) => {
    usePace.getState().decided(caseId, Date.now())
    said(text)
  }
  return {
    take: useCaseChange((client) => caseWork.take(client, caseId)),
    release: useCaseChange((client) => caseWork.release(client, caseId)),
    reopen: useCaseChange((client) => caseWork.reopen(client, caseId)),
    note: useCaseChange<string>((client, text) => caseWork.note(client, caseId, text)),
    label: useCaseChange<CaseLabelRequest>(
      (client, asked) => caseWork.label(client, caseId, asked),
      (asked) => decided(`${scope(asked)} labelled ${asked.label}`),
    ),
    escalate: useCaseChange<string>(
      (client, reason) => caseWork.escalate(client, caseId, reason),
      () => decided('Escalated: somebody else is asked'),
    ),
    snooze: useCaseChange<SnoozeRequest>(
      (client, asked) => caseWork.snooze(client, caseId, asked),
      ({ rule, entity_id }) => said(`${rule} says nothing about ${entity_id} for now`),
    ),
    assign: useCaseChange<{ of: Case; assignee: string | null }>(
      (client, { of, assignee }) => caseWork.assign(client, of, assignee),
      ({ assignee }) => said(`Assigned to ${assignee ?? 'nobody'}`),
    ),
    close: useCaseChange<Closing>(
      (client, { of, reason, note }) => caseWork.close(client, of, reason, note),
      () => decided('Closed'),
    ),
  }
}

export type CaseWork = ReturnType<typeof useCaseWork>

/** Says what was done, and takes it back when asked to. */
function useSaid(caseId: string): (text: string) => void {
  const { client } = useSystem()
  const refresh = useRefresh()
  const undo = async () => {
    await caseWork.undo(client, caseId)
    await refresh(REFRESHES)
    toast({ text: 'Undone' })
  }
  return (text) => toast({ text, undo })
}

function useCaseChange<Asked = void>(
  run: (client: ApiClient, asked: Asked) => Promise<Case>,
  done?: (asked: Asked) => void,
) {
  return useChange<Asked, Case>(run, {
    refreshes: REFRESHES,
    done: (_, asked) => done?.(asked),
  })
}

function scope({ transaction_ids: ids }: CaseLabelRequest): string {
  return ids && ids.length > 0 ? plural(ids.length, 'transaction') : 'The whole case'
}
