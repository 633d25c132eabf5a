import type { Rule, RuleBook } from '@/lib/api/messages'

/** Rules as this analyst has them, and the version they began from. */
export interface WorkingSet {
  readonly basedOn: string
  readonly rules: readonly Rule[]
}

/** What one edits: the draft, or where there is none the set in force. */
export function startOf(book: RuleBook): WorkingSet {
  const { version, rules } = book.draft ?? book.published
  return { basedOn: version, rules }
}

export const isSame = (a: readonly Rule[], b: readonly Rule[]): boolean =>
  JSON.stringify(a.map(ordered)) === JSON.stringify(b.map(ordered))

const ordered = (rule: Rule) => Object.entries(rule).sort(([a], [b]) => a.localeCompare(b))

export const NEW_RULE: Rule = {
  code: 'new_rule',
  group: 'velocity',
  when: '',
  sentence: '',
  weight: 3,
  outcome: 'review',
  value: null,
  usual: null,
  names: null,
}

/** With the rule at its end, under a code that none of them has. */
export function withRule(set: WorkingSet, rule: Partial<Rule> = {}): WorkingSet {
  const added = { ...NEW_RULE, ...rule }
  const code = freeCode(added.code, new Set(set.rules.map((each) => each.code)))
  return { ...set, rules: [...set.rules, { ...added, code }] }
}

function freeCode(code: string, taken: ReadonlySet<string>): string {
  let free = code
  for (let count = 2; taken.has(free); count += 1) free = `${code}_${count}`
  return free
}

export function withChange(set: WorkingSet, index: number, change: Partial<Rule>): WorkingSet {
  return {
    ...set,
    rules: set.rules.map((rule, at) => (at === index ? { ...rule, ...change } : rule)),
  }
}

export function withoutRule(set: WorkingSet, index: number): WorkingSet {
  return { ...set, rules: set.rules.filter((_, at) => at !== index) }
}

/** A rule that came with the address (`draft=…`), or null where it is none. */
export function ruleOfAddress(text: string | null): Partial<Rule> | null {
  if (text === null) return null
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return null
    const known = Object.entries(read).filter(([name, value]) => isField(name, value))
    return known.length === 0 ? null : (Object.fromEntries(known) as Partial<Rule>)
  } catch {
    return null
  }
}

/** The address may say anything: only fields of a rule, of their type, come through. */
function isField(name: string, value: unknown): boolean {
  if (!(name in NEW_RULE)) return false
  if (name === 'weight') return typeof value === 'number'
  if (name === 'usual') return value === null || typeof value === 'number'
  return typeof value === 'string' || (value === null && (name === 'value' || name === 'names'))
}
