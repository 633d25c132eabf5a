import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export interface SavedView {
  readonly name: string
  /** The query of the address, such as `?outcome=decline`. */
  readonly search: string
}

interface SavedViews {
  byScreen: Readonly<Record<string, readonly SavedView[]>>
  keep(screen: string, view: SavedView): void
  forget(screen: string, name: string): void
}

/** Filters an analyst gave a name; they live in this browser, the link itself can be shared. */
export const useSavedViews = create<SavedViews>()(
  persist(
    (set) => ({
      byScreen: {},
      keep: (screen, view) =>
        set(({ byScreen }) => ({
          byScreen: { ...byScreen, [screen]: [...others(byScreen[screen], view.name), view] },
        })),
      forget: (screen, name) =>
        set(({ byScreen }) => ({
          byScreen: { ...byScreen, [screen]: others(byScreen[screen], name) },
        })),
    }),
    { name: 'ringfence-saved-views' },
  ),
)

const others = (views: readonly SavedView[] = [], name: string) =>
  views.filter((view) => view.name !== name)
