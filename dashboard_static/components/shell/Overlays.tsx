'use client'

import dynamic from 'next/dynamic'
import { useEffect } from 'react'
import { usePreferences } from '@/lib/preferences/preferences'
import { PALETTE_KEY } from '@/lib/keyboard/keymap'
import { useKeys } from '@/lib/keyboard/useKeys'
import { toast } from '@/lib/toasts/toasts'
import { useTour } from '@/lib/tour/useTour'
import { useOverlay } from './overlays'

// Neither is needed for the first paint.
const CommandPalette = dynamic(() =>
  import('./CommandPalette').then((module) => module.CommandPalette).catch(() => MissingOverlay),
)
const HelpSheet = dynamic(() =>
  import('./HelpSheet').then((module) => module.HelpSheet).catch(() => MissingOverlay),
)

const TourCard = dynamic(() => import('./TourCard').then((module) => module.TourCard))

export function Overlays() {
  const { open, show } = useOverlay()
  const step = useTour((tour) => tour.step)
  usePaletteKey()
  // A screen with a search field of its own is asked first; elsewhere / means the palette.
  useKeys({ help: () => show('help'), search: () => show('palette') }, { isFallback: true })
  const close = () => show(null)
  return (
    <>
      {open === 'palette' && <CommandPalette onClose={close} />}
      {open === 'help' && <HelpSheet onClose={close} />}
      {step !== null && <TourCard step={step} />}
    </>
  )
}

/** Where an overlay cannot be fetched: what is open stays as it is, and says so. */
function MissingOverlay({ onClose }: { onClose(): void }) {
  useEffect(() => {
    toast({
      text: 'This could not be fetched: the server was not reached. Load the page again.',
      isProblem: true,
    })
    onClose()
  }, [onClose])
  return null
}

/** A modifier key is no single-key shortcut: it works in fields, but is switched off with the rest. */
function usePaletteKey(): void {
  const hasShortcuts = usePreferences((preferences) => preferences.hasShortcuts)
  useEffect(() => {
    if (!hasShortcuts) return
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== PALETTE_KEY.key || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      const { open, show } = useOverlay.getState()
      show(open === 'palette' ? null : 'palette')
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [hasShortcuts])
}
