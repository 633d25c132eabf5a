'use client'

import type { Me } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import type { Role } from './roles'
import { holds } from './roles'

/** Who the API takes this page's reader for; null until it has said so. */
export function useMe(): Me | null {
  return useRead<Me>('/me').data ?? null
}

/** Whether the reader's role holds what `role` holds. Unknown is yes: the API has the last word. */
export function useMay(role: Role): boolean {
  const me = useMe()
  return me === null || holds(me.role, role)
}
