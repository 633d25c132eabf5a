import type { Drift, DriftReport } from '@/lib/api/messages'
import { count, plural, significant } from '@/lib/format/numbers'
import { duration } from '@/lib/format/time'
import { RULE_NAMES } from '@/lib/rules/completion'

/** From which index on a column has shifted, and shifted far. */
const SHIFTED_AT = 0.1
const FAR_AT = 0.25

const LEVELS = {
  stable: 'as in training',
  moderate: 'has shifted',
  major: 'has shifted far',
} as const

/** Whether anything is said of a column: with few decisions, or none of long ago, nothing is. */
export const isClaimed = ({ level }: Drift): boolean => level !== 'too_few' && level !== 'too_early'

/** What a column's level means, in a few words. */
export function levelWords({ level, decisions_needed, history_needed_s }: Drift): string {
  if (level === 'too_few') return `needs ${plural(decisions_needed, 'decision')}`
  if (level === 'too_early') return `needs ${duration(history_needed_s)} of decisions`
  return LEVELS[level]
}

/** What a column counts, as the editor of rules says it. */
export const meaningOf = (name: string): string =>
  name === 'score'
    ? "the model's own score, before rules and lists"
    : (RULE_NAMES.find((each) => each.name === name)?.says ?? '')

/** What an analyst should make of it: the bin that moved most, or what is missing to say. */
export function driftWords(drift: Drift, report: DriftReport): string {
  const { level, decisions_needed, history_needed_s } = drift
  if (level === 'too_few')
    return `${count(report.decisions)} of the ${plural(decisions_needed, 'decision')} it takes to tell a shift from chance.`
  if (level === 'too_early')
    return `It looks back ${duration(history_needed_s)}, and there were decisions for ${duration(report.history_s)}. Until its windows are full it differs from training by itself.`
  const { range, now, training } = mostMoved(drift)
  const words = `${range}: ${percent(now)} of decisions, ${percent(training)} in training.`
  return level === 'stable'
    ? `Spread as in training. Farthest is ${words}`
    : `Most moved is ${words}`
}

/** The number behind the words, and what it is read against. */
export const indexWords = ({ index, by_chance }: Drift): string =>
  `Stability index ${index.toFixed(2)}; from ${SHIFTED_AT} a shift, from ${FAR_AT} a large one, up to ${by_chance.toFixed(3)} by chance.`

function mostMoved({ edges, expected, actual, name }: Drift) {
  const gaps = expected.map((share, bin) => Math.abs((actual[bin] ?? 0) - share))
  const bin = gaps.indexOf(Math.max(...gaps))
  return {
    range: rangeOf(name, edges, bin),
    now: actual[bin] ?? 0,
    training: expected[bin] ?? 0,
  }
}

/** The values of a bin as words: "up to 2", "2 to 5", "above 5", "never", "none, or no ip sent". */
export function rangeOf(name: string, edges: readonly number[], bin: number): string {
  const [from, to] = [edges[bin - 1], edges[bin]]
  if (bin === 0 && to === -1) return 'never'
  if (bin === 0 && to === 0) return name.startsWith('ip_') ? 'none, or no ip sent' : 'none'
  if (to === undefined) return from === undefined ? 'any value' : `above ${significant(from)}`
  if (from === undefined) return `up to ${significant(to)}`
  return `${significant(from)} to ${significant(to)}`
}

/** A bin in a table, where the one above it says where it begins. */
export function edgeOf(name: string, edges: readonly number[], bin: number): string {
  const [from, to] = [edges[bin - 1], edges[bin]]
  return from === undefined || to === undefined
    ? rangeOf(name, edges, bin)
    : `up to ${significant(to)}`
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`
