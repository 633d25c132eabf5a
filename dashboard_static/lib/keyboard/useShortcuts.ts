'use client'

import { useEffect, useRef } from 'react'
import { usePreferences } from '@/lib/preferences/preferences'

export type Shortcuts = Readonly<Record<string, () => void>>

/**
 * Single keys, by `event.key`, while this component is mounted. They are off in fields and dialogs,
 * and altogether when the analyst switches them off (WCAG 2.1.4).
 */
export function useShortcuts(shortcuts: Shortcuts): void {
  const hasShortcuts = usePreferences((preferences) => preferences.hasShortcuts)
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  useEffect(() => {
    if (!hasShortcuts) return
    const pressed = (event: KeyboardEvent) => {
      const run = latest.current[event.key]
      if (!run || event.ctrlKey || event.metaKey || event.altKey || isSpokenFor(event)) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [hasShortcuts])
}

function isSpokenFor(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input, textarea, select, [contenteditable="true"]')) return true
  // Space and Enter already press a focused button; Enter follows a focused link.
  if (event.key === ' ') return target.closest(PRESSED) !== null
  return event.key === 'Enter' && target.closest(`a, ${PRESSED}`) !== null
}

const PRESSED = 'button, summary, [role="switch"], [role="radio"]'
