import { CircleCheck, Eye, OctagonX } from 'lucide-react'
import type { Outcome } from '@/lib/api/messages'

/** A word and a shape; no colour, which is kept for risk. */
export const OUTCOMES = {
  approve: { word: 'Approve', icon: CircleCheck },
  review: { word: 'Review', icon: Eye },
  decline: { word: 'Decline', icon: OctagonX },
} as const satisfies Record<Outcome, unknown>

export function OutcomeMark({ outcome }: { outcome: Outcome }) {
  const { word, icon: Icon } = OUTCOMES[outcome]
  return (
    <span className="inline-flex items-center gap-1.5">
      <Icon aria-hidden="true" className="size-3.5 shrink-0 text-muted" />
      {word}
    </span>
  )
}
