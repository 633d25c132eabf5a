'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import { useConnection } from '@/lib/system/useFeed'
import { NAVIGATION } from './navigation'
import { PARTS } from './parts'

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
      void Promise.all(Object.values(PARTS).map((part) => part())).then(
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
