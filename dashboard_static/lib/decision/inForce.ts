import type { Decision } from '@/lib/api/messages'

/** What holds now: the decision, or what it was amended to once a late stage had answered. */
export function inForce(decision: Decision): Decision {
  const { amendment } = decision
  if (amendment === null) return decision
  const { score, outcome, risk_level, reasons, rule_errors, features, versions } = amendment
  const missing = decision.missing.filter((stage) => !amendment.filled.includes(stage))
  return {
    ...decision,
    score,
    outcome,
    risk_level,
    reasons,
    rule_errors,
    versions,
    missing,
    features: { ...decision.features, ...features },
  }
}

/** Whether a stage that was missing may still answer and change what holds. */
export const mayBeAmended = ({ missing, amendment }: Decision): boolean =>
  missing.length > 0 && amendment === null
