'use client'

import { useQuery } from '@tanstack/react-query'
import type { Decision, PendingTransaction } from '@/lib/api/messages'
import { useSystem } from '@/lib/system/SystemProvider'
import { mayBeAmended } from './inForce'

const PENDING_MS = 1_000
const AMENDABLE_MS = 10_000

/** Asked for again while it is pending, and while a late stage may still amend it. */
export function useDecision(transactionId: string) {
  const { client, apiUrl } = useSystem()
  return useQuery({
    queryKey: ['transaction', apiUrl, transactionId],
    queryFn: () => client.transaction(transactionId),
    enabled: transactionId !== '',
    staleTime: ({ state }) => (askAgainMs(state.data) === false ? Infinity : 0),
    refetchInterval: ({ state }) => askAgainMs(state.data),
  })
}

function askAgainMs(known: Decision | PendingTransaction | undefined): number | false {
  if (known?.status !== 'decided') return PENDING_MS
  return mayBeAmended(known) && AMENDABLE_MS
}
