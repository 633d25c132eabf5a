'use client'

import { toast } from '@/lib/toasts/toasts'
import NEEDS from './needs.json'
import type { Role } from './roles'
import { holds, withArticle } from './roles'
import { useMe } from './useMe'

/** A route of the API that not every viewer may call, as its table names it. */
export type Call = keyof typeof NEEDS

const ROLE_OF = NEEDS as Record<Call, Role>

/** Why the reader's role may not make a call; null where it may. Unknown is yes: the API has the last word. */
export function useRefusals(): (call: Call) => string | null {
  const me = useMe()
  return (call) => {
    const needed = ROLE_OF[call]
    if (me === null || me.is_open || holds(me.role, needed)) return null
    return `${whoMay(needed)} may do this; you are ${withArticle(me.role)}.`
  }
}

/** What a key or a button does: the act where the role may, else saying in a toast why not. */
export function useGuard(): (call: Call, act: () => void) => () => void {
  const refusalOf = useRefusals()
  return (call, act) => {
    const refusal = refusalOf(call)
    return refusal === null ? act : () => toast({ text: refusal, isProblem: true })
  }
}

function whoMay(role: Role): string {
  const many = `${role[0]?.toUpperCase()}${role.slice(1)}s`
  return role === 'admin' ? many : `${many} and up`
}
