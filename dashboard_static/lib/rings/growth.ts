import type { GrowthPoint } from '@/lib/api/messages'

const DAY_MS = 86_400_000

/** Users gained, or lost, within the 24 h before `nowMs`; a ring that is younger gained them all. */
export function gainedInADay(growth: readonly GrowthPoint[], nowMs: number): number {
  const byTime = [...growth].sort((one, other) => Date.parse(one.at) - Date.parse(other.at))
  const before = byTime.filter(({ at }) => Date.parse(at) <= nowMs - DAY_MS).at(-1)
  return (byTime.at(-1)?.members ?? 0) - (before?.members ?? 0)
}

/** +5, −3, 0: with the sign that a change has. */
export const signed = (change: number): string =>
  change === 0 ? '0' : `${change > 0 ? '+' : '−'}${Math.abs(change)}`
