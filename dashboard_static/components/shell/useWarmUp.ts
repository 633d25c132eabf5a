'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useConnection } from '@/lib/system/useFeed'
import { NAVIGATION } from './navigation'

const PARTS = [
  () => import('@/components/audit/AuditScreen'),
  () => import('@/components/alert/AlertScreen'),
  () => import('@/components/case/CaseScreen'),
  () => import('@/components/entity/EntityScreen'),
  () => import('@/components/flow/FlowScreen'),
  () => import('@/components/health/HealthScreen'),
  () => import('@/components/live/LiveScreen'),
  () => import('@/components/model/ModelScreen'),
  () => import('@/components/people/PeopleScreen'),
  () => import('@/components/queue/QueueScreen'),
  () => import('@/components/rings/RingsScreen'),
  () => import('@/components/rules/RulesScreen'),
  () => import('@/components/settings/SettingsScreen'),
  () => import('@/components/threats/ThreatsScreen'),
]
const PATHS = NAVIGATION.flatMap(({ screens }) => screens.map(({ path }) => path))

/** Once the page is live and idle it fetches every screen: a line that is cut later takes none away. */
export function useWarmUp(): void {
  const router = useRouter()
  const { phase } = useConnection()
  const isLive = phase === 'live'
  useEffect(() => {
    if (!isLive) return
    return whenIdle(() => {
      for (const path of PATHS) router.prefetch(path)
      // What fails is fetched again when it is opened.
      void Promise.all(PARTS.map((part) => part())).then(
        () => void (document.documentElement.dataset.screens = 'here'),
        () => undefined,
      )
    })
  }, [isLive, router])
}

const LATEST_MS = 5_000

function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === 'undefined') return () => undefined
  const asked = requestIdleCallback(run, { timeout: LATEST_MS })
  return () => cancelIdleCallback(asked)
}
