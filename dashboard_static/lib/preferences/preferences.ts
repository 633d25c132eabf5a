import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'dark' | 'light'
export type Density = 'comfortable' | 'compact'

interface Preferences {
  /** null follows the system. */
  theme: Theme | null
  density: Density
  hasShortcuts: boolean
  /** Who changes are written down under where the deployment has no sign-in. */
  name: string
  hasSeenTour: boolean
  setTheme(theme: Theme | null): void
  setDensity(density: Density): void
  setShortcuts(hasShortcuts: boolean): void
  setName(name: string): void
  setSeenTour(hasSeenTour: boolean): void
}

/** The boot script in app/layout.tsx reads the same key before the first paint. */
export const PREFERENCES_KEY = 'ringfence-preferences'

export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: null,
      density: 'comfortable',
      hasShortcuts: true,
      name: '',
      hasSeenTour: false,
      setTheme: (theme) => set({ theme }),
      setDensity: (density) => set({ density }),
      setShortcuts: (hasShortcuts) => set({ hasShortcuts }),
      setName: (name) => set({ name }),
      setSeenTour: (hasSeenTour) => set({ hasSeenTour }),
    }),
    // Read after hydration (see Providers), so that the exported page and the first render agree.
    { name: PREFERENCES_KEY, skipHydration: true },
  ),
)

/** What runs before the first paint: without it a dark page would flash white. */
export const THEME_BOOT = `try{var t=(JSON.parse(localStorage.getItem('${PREFERENCES_KEY}'))||{state:{}}).state.theme}catch(e){}document.documentElement.dataset.theme=t||(matchMedia('(prefers-color-scheme: light)').matches?'light':'dark')`
