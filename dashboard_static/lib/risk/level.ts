import type { RiskLevel } from '@/lib/api/messages'

// As `risk_level` of ringfence/domain/policy.py: an entity has a score and no decision of its own.
const FLOORS: readonly (readonly [floor: number, level: RiskLevel])[] = [
  [0.8, 4],
  [0.5, 3],
  [0.25, 2],
]

/** Bars for a score: guarded from 0.25, high from 0.5, critical from 0.8. */
export const levelOf = (score: number): RiskLevel =>
  FLOORS.find(([floor]) => score >= floor)?.[1] ?? 1
