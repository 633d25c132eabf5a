import type { Decision, Reason } from '@/lib/api/messages'

const POINTS_PER_SCORE = 10_000

export interface LedgerLine {
  readonly reason: Reason
  /** Length of the bar as a share of the longest one, in [0, 1]. */
  readonly share: number
}

export interface Ledger {
  readonly lines: readonly LedgerLine[]
  readonly sum: number
  /** Whether the points add up to the score exactly, as the decision promises. */
  readonly isExact: boolean
}

/** Where the model starts comes first, then what moved the score most. */
export function ledger(decision: Pick<Decision, 'reasons' | 'score'>): Ledger {
  const longest = Math.max(1, ...decision.reasons.map(({ points }) => Math.abs(points)))
  const ordered = [...decision.reasons].sort(byBaseThenWeight)
  const sum = decision.reasons.reduce((total, { points }) => total + points, 0)
  return {
    lines: ordered.map((reason) => ({ reason, share: Math.abs(reason.points) / longest })),
    sum,
    isExact: sum === Math.round(decision.score * POINTS_PER_SCORE),
  }
}

function byBaseThenWeight(a: Reason, b: Reason): number {
  const base = Number(b.source === 'base') - Number(a.source === 'base')
  return base || Math.abs(b.points) - Math.abs(a.points)
}

/** The reason a person reads first: the one that pushed the score up most. */
export function headline({ reasons }: Pick<Decision, 'reasons'>): string {
  const speaking = reasons.filter(({ source, points }) => source !== 'base' && points > 0)
  const strongest = speaking.sort((a, b) => b.points - a.points)[0]
  return strongest?.sentence ?? 'Nothing unusual was found'
}

/** "7× usual"; null where nothing is usual or the comparison says nothing. */
export function timesUsual({ value, usual }: Pick<Reason, 'value' | 'usual'>): number | null {
  if (value == null || usual == null || usual <= 0 || value < 0) return null
  return value / usual
}
