'use client'

import { Server } from 'lucide-react'
import { ChangeButton } from '@/components/ui/ChangeButton'
import type { Rule, Simulation, Thresholds } from '@/lib/api/messages'
import { simulateThere } from '@/lib/api/simulation'
import { useChange } from '@/lib/api/useApi'
import type { Refused, WhatIfResult } from '@/lib/whatif/simulate'
import { Flips } from './Flips'
import { Outcomes } from './Outcomes'

interface ServerOnlyProps {
  refused: readonly Refused[]
  rules: readonly Rule[]
  thresholds: Thresholds
  limit: number
  minutesEach: number
}

/** A draft with a rule that the browser would compute otherwise: the server is asked, once. */
export function ServerOnly({ refused, rules, thresholds, limit, minutesEach }: ServerOnlyProps) {
  const run = useChange(simulateThere)
  const result = run.data ? asResult(run.data) : null
  return (
    <>
      <div className="flex flex-col items-start gap-2 rounded-lg border border-line bg-raised p-3.5">
        <p>
          <strong className="font-semibold">The server has to try this draft:</strong>{' '}
          {refused.map(({ code, because }) => `${code}, because ${because}`).join('; ')}.
        </p>
        <ChangeButton
          asks="POST /rules/simulate"
          icon={Server}
          disabled={run.isPending}
          onClick={() => run.mutate({ rules, thresholds, limit })}
        >
          {run.isPending ? 'Trying…' : 'Try it there'}
        </ChangeButton>
      </div>
      {result && (
        <>
          <Outcomes result={result} minutesEach={minutesEach} />
          <Flips result={result} />
        </>
      )}
    </>
  )
}

function asResult(told: Simulation): WhatIfResult {
  return {
    before: tallyOf(told.before),
    after: tallyOf(told.after),
    flipsTotal: told.flips_total,
    flips: told.flips.map((flip) => ({
      transactionId: flip.transaction_id,
      before: flip.before,
      after: flip.after,
      scoreBefore: flip.score_before,
      scoreAfter: flip.score_after,
      label: flip.label,
    })),
    hits: Object.fromEntries(told.rules.map(({ code, hits }) => [code, hits])),
  }
}

function tallyOf(told: Simulation['before']): WhatIfResult['before'] {
  const { approve, review, decline, precision, recall, alerts_per_hour: alertsPerHour } = told
  return { approve, review, decline, alerts: review + decline, alertsPerHour, precision, recall }
}
