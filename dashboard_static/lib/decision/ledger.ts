import type { Decision, Reason } from '@/lib/api/messages'

const POINTS_PER_SCORE = 10_000

/** Where a bar starts and how long it is, as shares of the width, in [0, 1]. */
export interface LedgerBar {
  readonly start: number
  readonly share: number
}

/** `axis` is where zero lies, as a share of the width: bars to its left lower the score. */
export function barsOf(points: readonly number[]) {
  const lowest = Math.min(0, ...points)
  const width = Math.max(1, Math.max(0, ...points) - lowest)
  const axis = -lowest / width
  const bars = points.map((each): LedgerBar => {
    const share = Math.abs(each) / width
    return { share, start: each < 0 ? axis - share : axis }
  })
  return { bars, axis, sum: points.reduce((total, each) => total + each, 0) }
}

interface Foldable {
  readonly points: number
  readonly isFoldable?: boolean
}

/** At most `most` lines at once: the smallest that may be folded are one, and every line is counted. */
export function foldOf<Line extends Foldable>(lines: readonly Line[], most: number) {
  const bySize = lines
    .filter(({ isFoldable }) => isFoldable)
    .sort((one, other) => Math.abs(one.points) - Math.abs(other.points))
  const small = new Set(lines.length > most ? bySize.slice(0, lines.length - most + 1) : [])
  if (small.size < 2) return { kept: lines, count: 0, points: 0 }
  const points = [...small].reduce((total, each) => total + each.points, 0)
  return { kept: lines.filter((line) => !small.has(line)), count: small.size, points }
}

/** Whether the points add up to the score exactly, as the decision promises. */
export function isExact({ reasons, score }: Pick<Decision, 'reasons' | 'score'>): boolean {
  const sum = reasons.reduce((total, { points }) => total + points, 0)
  return sum === Math.round(score * POINTS_PER_SCORE)
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
