import type { Rule } from '@/lib/api/messages'

export type ChangeKind = 'added' | 'changed' | 'removed'

export interface FieldChange {
  readonly field: keyof Rule
  readonly before: string
  readonly after: string
}

export interface RuleDifference {
  readonly code: string
  readonly kind: ChangeKind
  readonly fields: readonly FieldChange[]
}

/** In the order an analyst reads a rule. */
const FIELDS = [
  'when',
  'outcome',
  'weight',
  'sentence',
  'group',
  'value',
  'usual',
  'names',
] as const satisfies readonly (keyof Rule)[]

/** What publishing `rules` would change: rules are matched by code, a new code is a new rule. */
export function differences(
  published: readonly Rule[],
  rules: readonly Rule[],
): readonly RuleDifference[] {
  const before = new Map(published.map((rule) => [rule.code, rule]))
  const codes = new Set(rules.map(({ code }) => code))
  const removed = published.filter(({ code }) => !codes.has(code))
  return [
    ...rules.flatMap((rule) => difference(before.get(rule.code), rule)),
    ...removed.map(({ code }) => ({ code, kind: 'removed' as const, fields: [] })),
  ]
}

function difference(before: Rule | undefined, after: Rule): RuleDifference[] {
  const fields = FIELDS.map((field) => ({
    field,
    before: before ? spelled(before[field]) : '',
    after: spelled(after[field]),
  }))
  if (!before)
    return [{ code: after.code, kind: 'added', fields: fields.filter((each) => each.after) }]
  const changed = fields.filter((each) => each.before !== each.after)
  return changed.length === 0 ? [] : [{ code: after.code, kind: 'changed', fields: changed }]
}

const spelled = (value: Rule[keyof Rule]) => (value === null ? '' : String(value))
