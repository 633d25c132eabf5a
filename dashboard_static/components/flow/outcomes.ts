import type { Outcome } from '@/lib/api/messages'

/** Colour is risk: what passed is low, what was declined is critical. The legend has the words. */
export const OUTCOME_FILL: Readonly<Record<Outcome, string>> = {
  approve: 'fill-risk-1',
  review: 'fill-risk-3',
  decline: 'fill-risk-4',
}

export const OUTCOME_SWATCH: Readonly<Record<Outcome, string>> = {
  approve: 'bg-risk-1',
  review: 'bg-risk-3',
  decline: 'bg-risk-4',
}
