'use client'

import dynamic from 'next/dynamic'
import { usePathname } from 'next/navigation'
import { useEffect } from 'react'
import { usePreferences } from '@/lib/preferences/preferences'
import { useShortcuts } from '@/lib/keyboard/useShortcuts'
import { useOverlay } from './overlays'

// Neither is needed for the first paint.
const CommandPalette = dynamic(() =>
  import('./CommandPalette').then((module) => module.CommandPalette),
)
const HelpSheet = dynamic(() => import('./HelpSheet').then((module) => module.HelpSheet))

export function Overlays() {
  const { open, show } = useOverlay()
  // Live has a search field of its own; elsewhere / means the palette.
  const isLive = usePathname() === '/'
  usePaletteKey()
  useShortcuts({ '?': () => show('help'), ...(isLive ? {} : { '/': () => show('palette') }) })
  const close = () => show(null)
  return (
    <>
      {open === 'palette' && <CommandPalette onClose={close} />}
      {open === 'help' && <HelpSheet onClose={close} />}
    </>
  )
}

/** A modifier key is no single-key shortcut: it works in fields, but is switched off with the rest. */
function usePaletteKey(): void {
  const hasShortcuts = usePreferences((preferences) => preferences.hasShortcuts)
  useEffect(() => {
    if (!hasShortcuts) return
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      const { open, show } = useOverlay.getState()
      show(open === 'palette' ? null : 'palette')
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [hasShortcuts])
}
