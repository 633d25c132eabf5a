import type { CloseReason } from '@/lib/api/cases'
import type { CaseSummary } from '@/lib/api/messages'

/** What a case is closed with when its labels agree; null while they do not say it. */
export function closingReason({ labels }: Pick<CaseSummary, 'labels'>): CloseReason | null {
  const { fraud = 0, genuine = 0, unsure = 0 } = labels
  if (unsure > 0) return null
  if (fraud > 0) return 'fraud_confirmed'
  return genuine > 0 ? 'genuine' : null
}
