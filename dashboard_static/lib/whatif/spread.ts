import type { DecisionSample } from '@/lib/api/messages'

export const SPREAD_BINS = 40
const POINTS = 10_000

export interface SpreadBin {
  readonly decisions: number
  /** Of them those known to be fraud. */
  readonly frauds: number
}

/** How the scores of stored decisions lie, in bins of equal width from 0 to 100. */
export function spreadOf({ points, labels }: DecisionSample): readonly SpreadBin[] {
  const bins = Array.from({ length: SPREAD_BINS }, () => ({ decisions: 0, frauds: 0 }))
  points.forEach((score, index) => {
    const bin = bins[Math.min(SPREAD_BINS - 1, Math.floor((score / POINTS) * SPREAD_BINS))]
    if (!bin) return
    bin.decisions += 1
    if (labels[index] === 'fraud') bin.frauds += 1
  })
  return bins
}

/** From the oldest to the newest decision, in seconds; columns are newest first. */
export const spanOf = ({ decided_at_ms: times }: DecisionSample): number =>
  ((times[0] ?? 0) - (times.at(-1) ?? 0)) / 1_000
