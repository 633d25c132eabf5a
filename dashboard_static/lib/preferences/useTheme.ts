'use client'

import { useSyncExternalStore } from 'react'
import type { Theme } from './preferences'
import { usePreferences } from './preferences'

const LIGHT = '(prefers-color-scheme: light)'

function subscribe(changed: () => void): () => void {
  const system = matchMedia(LIGHT)
  system.addEventListener('change', changed)
  return () => system.removeEventListener('change', changed)
}

/** The theme on screen: the chosen one, else the system's. */
export function useTheme(): Theme {
  const chosen = usePreferences((preferences) => preferences.theme)
  const isLight = useSyncExternalStore(
    subscribe,
    () => matchMedia(LIGHT).matches,
    () => false,
  )
  return chosen ?? (isLight ? 'light' : 'dark')
}
