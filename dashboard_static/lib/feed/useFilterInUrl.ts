'use client'

import { useEffect } from 'react'
import type { FeedFilter } from './matching'
import { useFeedFilter } from './filterState'

/** `/?outcome=decline&q=device-1` is a link to that view of the feed. */
export function useFilterInUrl(): void {
  useEffect(() => {
    const asked = new URLSearchParams(location.search)
    const outcome = asked.get('outcome')
    const text = asked.get('q')
    const { narrow } = useFeedFilter.getState()
    if (outcome === 'review' || outcome === 'decline' || outcome === 'approve') narrow({ outcome })
    if (text !== null) narrow({ text })
    show(useFeedFilter.getState().filter)
    return useFeedFilter.subscribe(({ filter }) => show(filter))
  }, [])
}

function show(filter: FeedFilter): void {
  const query = new URLSearchParams()
  if (filter.outcome !== 'all') query.set('outcome', filter.outcome)
  if (filter.text !== '') query.set('q', filter.text)
  const search = query.size === 0 ? '' : `?${query}`
  if (search !== location.search) history.replaceState(null, '', `${location.pathname}${search}`)
}
