import { create } from 'zustand'

type Overlay = 'palette' | 'help' | null

/** At most one overlay is open. */
export const useOverlay = create<{ open: Overlay; show(overlay: Overlay): void }>()((set) => ({
  open: null,
  show: (open) => set({ open }),
}))
