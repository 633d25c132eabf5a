'use client'

import { usePreferences } from './preferences'

/** Fixed heights: virtual rows are placed by arithmetic, not by measuring. */
const HEIGHT = { comfortable: 36, compact: 28 } as const

export function useRowHeight(): number {
  return HEIGHT[usePreferences((preferences) => preferences.density)]
}
