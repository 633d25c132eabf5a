import type { RiskLevel } from '@/lib/api/messages'

export const RISK_NAMES: Record<RiskLevel, string> = {
  1: 'Low',
  2: 'Guarded',
  3: 'High',
  4: 'Critical',
}
