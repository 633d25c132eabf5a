'use client'

import { History } from 'lucide-react'
import { Segments } from '@/components/ui/choices'
import { Term } from '@/components/ui/Term'
import { RelativeTime } from '@/components/ui/values'
import type { Decision } from '@/lib/api/messages'
import { scoreOutOf100 } from '@/lib/format/numbers'

export type Version = 'amended' | 'first'

interface AmendedProps {
  decision: Decision
  shown: Version
  onShow(version: Version): void
}

const VERSIONS = [
  ['amended', 'As amended'],
  ['first', 'As first decided'],
] as const

/** A decision that a late stage changed: what it was, what it is, and either to look at. */
export function Amended({ decision, shown, onShow }: AmendedProps) {
  const { amendment } = decision
  if (!amendment) return null
  return (
    <div
      data-testid="amended"
      role="note"
      className="flex flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-control bg-raised px-3.5 py-2.5"
    >
      <History aria-hidden="true" className="size-4 shrink-0" />
      <p className="min-w-0 flex-1">
        <strong className="font-semibold">
          <Term name="amended">Amended</Term> <RelativeTime at={amendment.amended_at} />,
        </strong>{' '}
        once {amendment.filled.join(' and ')} answered: from {decision.outcome} at{' '}
        {scoreOutOf100(decision.score)} to {amendment.outcome} at {scoreOutOf100(amendment.score)}.
        The receipt of the first decision stays.
      </p>
      <Segments<Version>
        label="Which decision"
        value={shown}
        options={VERSIONS}
        onChange={onShow}
      />
    </div>
  )
}
