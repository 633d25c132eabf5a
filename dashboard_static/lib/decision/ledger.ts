import type { Decision, Reason } from '@/lib/api/messages'

const POINTS_PER_SCORE = 10_000

export interface LedgerLine {
  readonly reason: Reason
  /** Where the bar starts and how long it is, as shares of the width, in [0, 1]. */
  readonly start: number
  readonly share: number
}

export interface Ledger {
  readonly lines: readonly LedgerLine[]
  /** Where zero lies, as a share of the width: bars to its left lower the score. */
  readonly axis: number
  readonly sum: number
  /** Whether the points add up to the score exactly, as the decision promises. */
  readonly isExact: boolean
}

/** In the decision's own order: rules and lists, then the model by size, the base rate last. */
export function ledger(decision: Pick<Decision, 'reasons' | 'score'>): Ledger {
  const points = decision.reasons.map((reason) => reason.points)
  const lowest = Math.min(0, ...points)
  const width = Math.max(1, Math.max(0, ...points) - lowest)
  const axis = -lowest / width
  const sum = points.reduce((total, each) => total + each, 0)
  return {
    lines: decision.reasons.map((reason) => {
      const share = Math.abs(reason.points) / width
      return { reason, share, start: reason.points < 0 ? axis - share : axis }
    }),
    axis,
    sum,
    isExact: sum === Math.round(decision.score * POINTS_PER_SCORE),
  }
}

/** The reason a person reads first, as the alert's headline: the first that raised the score. */
export function headline({ reasons }: Pick<Decision, 'reasons'>): string {
  const first = reasons.find(({ source, points }) => source !== 'base' && points > 0)
  return first?.sentence ?? 'Nothing unusual was found'
}

/** "7× usual"; null where nothing is usual or the comparison says nothing. */
export function timesUsual({ value, usual }: Pick<Reason, 'value' | 'usual'>): number | null {
  if (value == null || usual == null || usual <= 0 || value < 0) return null
  return value / usual
}
