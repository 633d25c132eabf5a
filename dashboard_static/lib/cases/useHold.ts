'use client'

import { useEffect } from 'react'
import { caseWork } from '@/lib/api/cases'
import type { Case } from '@/lib/api/messages'
import { useRefresh } from '@/lib/api/useApi'
import { useSystem } from '@/lib/system/SystemProvider'
import { useMe } from '@/lib/system/useMe'
import { toast } from '@/lib/toasts/toasts'

const RENEW_EVERY_MS = 40_000

/** The name a hold carries where it is this analyst's. */
export function useMyName(): string | null {
  return useMe()?.name ?? null
}

export const isHeldBy = ({ hold }: Pick<Case, 'hold'>, person: string | null): boolean =>
  hold !== null && person !== null && hold.person === person

/** Keeps a case in its holder's hands while it is on screen; says so when it slipped out of them. */
export function useHold(caseId: string | null, isMine: boolean): void {
  const { client } = useSystem()
  const refresh = useRefresh()
  useEffect(() => {
    if (caseId === null || !isMine) return
    const renew = () =>
      caseWork.renew(client, caseId).catch(async () => {
        toast({
          text: 'This case is no longer held by you. Take it again to go on.',
          isProblem: true,
        })
        await refresh(['/cases'])
      })
    const timer = setInterval(() => void renew(), RENEW_EVERY_MS)
    return () => clearInterval(timer)
    // eslint-disable-next-line react-hooks/exhaustive-deps -- refresh is made anew each render
  }, [client, caseId, isMine])
}
