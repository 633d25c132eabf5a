import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'dark' | 'light'

interface Preferences {
  /** null follows the system. */
  theme: Theme | null
  hasShortcuts: boolean
  setTheme(theme: Theme): void
  setShortcuts(hasShortcuts: boolean): void
}

/** The boot script in app/layout.tsx reads the same key before the first paint. */
export const PREFERENCES_KEY = 'ringfence-preferences'

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: null,
      hasShortcuts: true,
      setTheme: (theme) => {
        document.documentElement.dataset.theme = theme
        set({ theme })
      },
      setShortcuts: (hasShortcuts) => set({ hasShortcuts }),
    }),
    // Read after hydration (see Providers), so that the exported page and the first render agree.
    { name: PREFERENCES_KEY, skipHydration: true },
  ),
)

/** What runs before the first paint: without it a dark page would flash white. */
export const THEME_BOOT = `try{var t=(JSON.parse(localStorage.getItem('${PREFERENCES_KEY}'))||{state:{}}).state.theme}catch(e){}document.documentElement.dataset.theme=t||(matchMedia('(prefers-color-scheme: light)').matches?'light':'dark')`
