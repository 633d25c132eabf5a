'use client'

import { useSyncExternalStore } from 'react'

const KEY = 'ringfence-token'
const views = new Set<() => void>()
let isRefused = false

/** The access token lives as long as the tab: it is never written to disk by us. */
export function signIn(token: string): void {
  sessionStorage.setItem(KEY, token)
  isRefused = false
  changed()
}

export function signOut(): void {
  sessionStorage.removeItem(KEY)
  isRefused = false
  changed()
}

/** The API answered 401: ask again, and say why. */
export function refuseToken(): void {
  if (sessionStorage.getItem(KEY) === null) return
  sessionStorage.removeItem(KEY)
  isRefused = true
  changed()
}

export function useToken(): string | null {
  return useSyncExternalStore(
    subscribe,
    () => sessionStorage.getItem(KEY),
    () => null,
  )
}

export function useWasRefused(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isRefused,
    () => false,
  )
}

function subscribe(view: () => void): () => void {
  views.add(view)
  return () => views.delete(view)
}

function changed(): void {
  for (const view of views) view()
}
