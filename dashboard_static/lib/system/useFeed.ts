'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ConnectionState } from '@/lib/feed/connection'
import type { FeedStore } from '@/lib/feed/feedStore'
import { useSystem } from './SystemProvider'

/** The feed, re-rendering at most every 100 ms. */
export function useFeed(): { feed: FeedStore; version: number } {
  const { feed } = useSystem()
  const version = useSyncExternalStore(feed.subscribe, feed.getVersion, feed.getVersion)
  return { feed, version }
}

/** One plain fact of the feed: renders only when that fact changes, not with every flush. */
export function useFeedFact<T extends string | number | boolean | null>(
  read: (feed: FeedStore) => T,
): T {
  const { feed } = useSystem()
  const snapshot = () => read(feed)
  return useSyncExternalStore(feed.subscribe, snapshot, snapshot)
}

export function useConnection(): ConnectionState {
  const { connection } = useSystem()
  return useSyncExternalStore(connection.subscribe, connection.getState, connection.getState)
}

/** The server's clock less ours; small differences are the network's and are left alone. */
export function useServerSkewMs(): number {
  const { connection } = useSystem()
  const snapshot = () => noticeable(connection.getState().skewMs)
  return useSyncExternalStore(connection.subscribe, snapshot, snapshot)
}

/** To the second, so that a view renders when the clocks part and not with every ping. */
const noticeable = (skewMs: number) =>
  Math.abs(skewMs) < CLOCKS_AGREE_MS ? 0 : Math.round(skewMs / 1_000) * 1_000

const CLOCKS_AGREE_MS = 1_500

/** Counts over the whole buffer: once a second is often enough to read, and cheap at 20,000. */
export function useFeedSummary<T>(summarise: (feed: FeedStore) => T): T {
  const { feed } = useSystem()
  const [summary, setSummary] = useState(() => summarise(feed))
  useEffect(() => {
    let summarised = -1
    const refresh = () => {
      if (feed.getVersion() === summarised) return
      summarised = feed.getVersion()
      setSummary(summarise(feed))
    }
    const timer = setInterval(refresh, 1_000)
    const first = feed.subscribe(() => {
      if (summarised === -1 && feed.hasHistory) refresh()
    })
    return () => {
      clearInterval(timer)
      first()
    }
  }, [feed, summarise])
  return summary
}
