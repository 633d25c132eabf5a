'use client'

import { useQuery } from '@tanstack/react-query'
import { useSystem } from '@/lib/system/SystemProvider'

const POLL_MS = 1_000

/** A pending transaction is asked for again until it is decided; a decision never changes. */
export function useDecision(transactionId: string) {
  const { client, apiUrl } = useSystem()
  return useQuery({
    queryKey: ['transaction', apiUrl, transactionId],
    queryFn: () => client.transaction(transactionId),
    enabled: transactionId !== '',
    staleTime: ({ state }) => (state.data?.status === 'decided' ? Infinity : 0),
    refetchInterval: ({ state }) => (state.data?.status === 'pending' ? POLL_MS : false),
  })
}
