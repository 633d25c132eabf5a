'use client'

import { useEffect } from 'react'
import type { FeedFilter } from './matching'
import { useFeedFilter } from './filterState'

/** `/?outcome=decline&q=device-1` is a link to that view of the feed. */
export function useFilterInUrl(): void {
  useEffect(() => {
    const { filter } = filterIn(location.search)
    // An address without a filter leaves the one that was kept while an alert was open.
    if (filter.outcome !== 'all') useFeedFilter.getState().narrow({ outcome: filter.outcome })
    if (filter.text !== '') useFeedFilter.getState().narrow({ text: filter.text })
    show(useFeedFilter.getState().filter)
    return useFeedFilter.subscribe(({ filter }) => show(filter))
  }, [])
}

/** The filter that a query stands for; what it does not name is not narrowed. */
export function filterIn(search: string): { filter: FeedFilter } {
  const asked = new URLSearchParams(search)
  const outcome = OUTCOMES.find((each) => each === asked.get('outcome')) ?? 'all'
  return { filter: { outcome, text: asked.get('q') ?? '' } }
}

const OUTCOMES = ['approve', 'review', 'decline'] as const

function show(filter: FeedFilter): void {
  const query = new URLSearchParams()
  if (filter.outcome !== 'all') query.set('outcome', filter.outcome)
  if (filter.text !== '') query.set('q', filter.text)
  const search = query.size === 0 ? '' : `?${query}`
  if (search !== location.search) history.replaceState(null, '', `${location.pathname}${search}`)
}
