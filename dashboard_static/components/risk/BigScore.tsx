import type { RiskLevel } from '@/lib/api/messages'
import { scoreOutOf100 } from '@/lib/format/numbers'
import { RiskBars } from './RiskBars'
import { RISK_NAMES } from './riskNames'

const SCORE: Record<RiskLevel, string> = {
  1: 'text-risk-text-1',
  2: 'text-risk-text-2',
  3: 'text-risk-text-3',
  4: 'text-risk-text-4',
}

/** The score at the head of what it is about: number, bars and name. */
export function BigScore({ score, level }: { score: number; level: RiskLevel }) {
  return (
    <div data-testid="score" className={`shrink-0 text-right ${SCORE[level]}`}>
      <p className="font-mono text-score font-semibold tabular-nums tracking-tight">
        {scoreOutOf100(score)}
        <span className="ml-1 font-sans text-base font-normal tracking-normal text-muted">
          / 100
        </span>
      </p>
      <p className="mt-1.5 flex items-center justify-end gap-2 font-medium">
        <RiskBars level={level} />
        {RISK_NAMES[level]} risk
      </p>
    </div>
  )
}
