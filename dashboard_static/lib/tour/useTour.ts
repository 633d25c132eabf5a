import { create } from 'zustand'
import { usePreferences } from '@/lib/preferences/preferences'
import { TOUR } from './steps'

interface Tour {
  /** Which step is on screen, from 0; null while nobody is guided. */
  step: number | null
  start(): void
  move(by: number): void
  end(): void
}

export const useTour = create<Tour>()((set) => ({
  step: null,
  start: () => set({ step: 0 }),
  move: (by) =>
    set(({ step }) => ({ step: Math.min(TOUR.length - 1, Math.max(0, (step ?? 0) + by)) })),
  end: () => {
    usePreferences.getState().setSeenTour(true)
    set({ step: null })
  },
}))
