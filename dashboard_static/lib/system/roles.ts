import type { Me } from '@/lib/api/messages'

export type Role = Me['role']

/** Each holds what those before it hold; the table of what a role may do is the API's. */
export const ROLES = [
  ['viewer', 'looks at everything, changes nothing'],
  ['analyst', 'works on cases, labels, puts entities on lists, drafts rules'],
  ['engineer', 'publishes what somebody else drafted, activates models'],
  ['admin', 'lets people in and shows them out'],
] as const satisfies readonly (readonly [Role, string])[]

export const holds = (role: Role, needed: Role): boolean => placeOf(role) >= placeOf(needed)

/** As one says what somebody is. */
export const withArticle = (role: Role): string => (role === 'viewer' ? 'a viewer' : `an ${role}`)

const placeOf = (role: Role) => ROLES.findIndex(([name]) => name === role)
