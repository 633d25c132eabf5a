'use client'

import type { Me } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'

/** Every button that changes something asks who reads; a role changes with the token only. */
const FRESH_MS = 60_000

/** Who the API takes this page's reader for; null until it has said so. */
export function useMe(): Me | null {
  return useRead<Me>('/me', { freshMs: FRESH_MS }).data ?? null
}
