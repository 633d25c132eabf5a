'use client'

import { usePathname } from 'next/navigation'
import type { RefObject } from 'react'
import { useEffect, useRef } from 'react'
import { useTour } from '@/lib/tour/useTour'

const SIGN_IN = 'sign-in'

/**
 * A screen that takes another's place takes focus too, as a page does that loads: Tab goes on within
 * it, and a screen reader reads on there. What the screen itself put focus on keeps it.
 */
export function useScreenFocus(screen: RefObject<HTMLElement | null>, isSignedOut: boolean): void {
  const path = usePathname()
  const shown = isSignedOut ? SIGN_IN : path
  const before = useRef(shown)
  useEffect(() => {
    if (before.current === shown) return
    before.current = shown
    const isTaken = screen.current?.contains(document.activeElement)
    // The tour goes from screen to screen and is read beside them.
    if (!isTaken && useTour.getState().step === null) screen.current?.focus()
  }, [screen, shown])
}
