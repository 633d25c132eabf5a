'use client'

import { useSyncExternalStore } from 'react'
import { useServerSkewMs } from './useFeed'

const TICK_MS = 10_000

/** Now by the server's clock, to ten seconds: what "3 min ago" is counted from. */
export function useNowMs(): number {
  const skewMs = useServerSkewMs()
  return useSyncExternalStore(everyTenSeconds, tenSeconds, tenSeconds) + skewMs
}

const tenSeconds = () => Math.floor(Date.now() / TICK_MS) * TICK_MS + TICK_MS

function everyTenSeconds(changed: () => void): () => void {
  const timer = setInterval(changed, TICK_MS)
  return () => clearInterval(timer)
}
