import type { RiskLevel } from '@/lib/api/messages'
import { scoreOutOf100 } from '@/lib/format/numbers'
import { RiskBars } from './RiskBars'
import { RISK_NAMES } from './riskNames'

// Written out: Tailwind keeps only the class names that it can read.
const CHIP: Record<RiskLevel, string> = {
  1: 'bg-risk-1/15 text-risk-text-1',
  2: 'bg-risk-2/15 text-risk-text-2',
  3: 'bg-risk-3/15 text-risk-text-3',
  4: 'bg-risk-4/15 text-risk-text-4',
}

interface RiskChipProps {
  score: number
  level: RiskLevel
  hasName?: boolean
}

/** Risk in three ways at once: bars, a number and a colour; its name is spoken, or shown. */
export function RiskChip({ score, level, hasName = false }: RiskChipProps) {
  return (
    <span
      data-testid="risk-chip"
      data-risk-level={level}
      title={`${RISK_NAMES[level]} risk`}
      className={`inline-flex h-[22px] shrink-0 items-center gap-1.5 rounded px-1.5 font-mono text-sm font-medium ${CHIP[level]}`}
    >
      <RiskBars level={level} />
      <span className="min-w-[2ch] text-right">{scoreOutOf100(score)}</span>
      <span className={hasName ? 'font-sans' : 'sr-only'}>{RISK_NAMES[level]}</span>
    </span>
  )
}
