'use client'

import { useMemo } from 'react'
import { useFeed } from '@/lib/system/useFeed'
import { useFeedFilter } from './filterState'
import type { FeedRows } from './matching'
import { feedRows } from './matching'

/** The rows on screen: what the filter lets through, up to where the feed was frozen. */
export function useFeedRows(): FeedRows {
  const { feed, version } = useFeed()
  const filter = useFeedFilter((state) => state.filter)
  const untilSeq = feed.frozen?.seq ?? null
  // The ring is changed in place: its version stands for it.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  return useMemo(() => feedRows(feed.ring, filter, untilSeq), [feed, version, filter, untilSeq])
}
