'use client'

import { useSyncExternalStore } from 'react'

const KEY = 'ringfence-token'
const views = new Set<() => void>()

/** The access token lives as long as the tab: it is never written to disk by us. */
export function setToken(token: string | null): void {
  if (token === null) sessionStorage.removeItem(KEY)
  else sessionStorage.setItem(KEY, token)
  for (const view of views) view()
}

export function useToken(): string | null {
  return useSyncExternalStore(
    subscribe,
    () => sessionStorage.getItem(KEY),
    () => null,
  )
}

function subscribe(view: () => void): () => void {
  views.add(view)
  return () => views.delete(view)
}
