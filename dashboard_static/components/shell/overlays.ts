import { create } from 'zustand'
import { endTyping, startTyping } from './typeAhead'

type Overlay = 'palette' | 'help' | null

/** At most one overlay is open. */
export const useOverlay = create<{ open: Overlay; show(overlay: Overlay): void }>()((set, get) => ({
  open: null,
  show: (open) => {
    if (open === 'palette') startTyping(() => get().show(null))
    else endTyping()
    set({ open })
  },
}))
