'use client'

import { useRouter } from 'next/navigation'

/** Leads to where one came from; on a page that was opened by its own link, to `otherwise`. */
export function useBack(otherwise: string): () => void {
  const router = useRouter()
  return () => (hasPast() ? router.back() : router.push(otherwise))
}

/** Whether Back stays in the dashboard. A browser that does not tell is taken at its word. */
function hasPast(): boolean {
  return 'navigation' in window ? window.navigation.canGoBack : history.length > 1
}
