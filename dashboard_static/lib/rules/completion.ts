import NAMES from './names.json'

/** What a rule may read: a feature by name, or a word of the transaction. */
export interface RuleName {
  readonly name: string
  readonly kind: string
  readonly says: string
}

export const RULE_NAMES: readonly RuleName[] = NAMES

export interface Word {
  readonly start: number
  readonly text: string
}

/** The name being typed at the caret, or null inside a quoted text and where none is. */
export function wordAt(text: string, caret: number): Word | null {
  const before = text.slice(0, caret)
  if (isQuoted(before)) return null
  const found = /[a-z_][a-z0-9_]*$/i.exec(before)
  return found ? { start: found.index, text: found[0] } : null
}

function isQuoted(before: string): boolean {
  const bare = before.replaceAll(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g, '')
  return /['"]/.test(bare)
}

/** Names that begin with it first, then those with a part that does, then those that hold it. */
export function suggest(text: string, limit: number): readonly RuleName[] {
  const wanted = text.toLowerCase()
  const ranked = RULE_NAMES.map((each) => ({ each, rank: rankOf(each.name, wanted) }))
  return ranked
    .filter(({ rank, each }) => rank < 3 && each.name !== wanted)
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ each }) => each)
}

function rankOf(name: string, wanted: string): number {
  if (name.startsWith(wanted)) return 0
  if (name.includes(`_${wanted}`)) return 1
  return name.includes(wanted) ? 2 : 3
}
