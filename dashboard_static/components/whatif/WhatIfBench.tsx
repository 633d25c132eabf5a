'use client'

import { FlaskConical } from 'lucide-react'
import { useMemo, useState } from 'react'
import { ScreenAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { PanelSkeleton } from '@/components/states/Skeleton'
import { Segments } from '@/components/ui/choices'
import { Field, TextInput } from '@/components/ui/fields'
import type { DecisionSample, RuleBook } from '@/lib/api/messages'
import { samplePath } from '@/lib/api/simulation'
import { useRead } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { duration } from '@/lib/format/time'
import { readRules } from '@/lib/whatif/simulate'
import { spanOf } from '@/lib/whatif/spread'
import { useWhatIf } from '@/lib/whatif/useWhatIf'
import { Flips } from './Flips'
import { Outcomes } from './Outcomes'
import { ServerOnly } from './ServerOnly'
import { Spread } from './Spread'
import { Threshold } from './Threshold'

const SIZES = [
  ['1000', '1,000'],
  ['5000', '5,000'],
  ['20000', '20,000'],
] as const
const RULES = [
  ['force', 'Rules in force'],
  ['draft', 'The draft'],
] as const
type Size = (typeof SIZES)[number][0]
type Tried = (typeof RULES)[number][0]
const MINUTES = '4'

/** Drag a threshold, or take the draft, and see what it would have changed. Decides nothing. */
export function WhatIfBench({ book }: { book: RuleBook }) {
  const [size, setSize] = useState<Size>('5000')
  const [which, setWhich] = useState<Tried>('force')
  const tried = which === 'draft' && book.draft ? book.draft.rules : null
  const read = useMemo(() => (tried ? readRules(tried) : null), [tried])
  const sample = useRead<DecisionSample>(samplePath(Number(size), read?.names ?? null), {
    keepsPrevious: true,
  })
  return (
    <div data-testid="what-if" className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      <div className="flex flex-wrap items-center gap-3 border-b border-line p-2.5">
        <Segments<Size> label="Decisions" value={size} options={SIZES} onChange={setSize} />
        <span className="text-sm text-muted">newest decisions, under</span>
        {book.draft ? (
          <Segments<Tried> label="Rules" value={which} options={RULES} onChange={setWhich} />
        ) : (
          <span className="text-sm">the rules in force</span>
        )}
      </div>
      <ScreenAnswer
        query={sample}
        title="The decisions could not be loaded"
        skeleton={<PanelSkeleton rows={9} />}
      >
        {(data) =>
          data.transaction_ids.length === 0 ? (
            <EmptyState icon={FlaskConical} title="Nothing has been decided yet">
              <p>Once decisions are stored, thresholds and drafts can be tried on them here.</p>
            </EmptyState>
          ) : (
            <Bench key={which} sample={data} rules={tried} refused={read?.refused ?? []} />
          )
        }
      </ScreenAnswer>
    </div>
  )
}

interface BenchProps {
  sample: DecisionSample
  rules: RuleBook['published']['rules'] | null
  refused: ReturnType<typeof readRules>['refused']
}

function Bench({ sample, rules, refused }: BenchProps) {
  const [reviewAt, setReviewAt] = useState(sample.review_at_points)
  const [declineAt, setDeclineAt] = useState(sample.decline_at_points)
  const [minutes, setMinutes] = useState(MINUTES)
  const result = useWhatIf(sample, { reviewAt, declineAt, rules })
  const each = Number(minutes)
  const isRead = Number.isFinite(each) && each >= 0 && minutes.trim() !== ''
  return (
    <div className="grid flex-1 lg:grid-cols-[minmax(280px,340px)_minmax(0,1fr)]">
      <div className="flex flex-col gap-5 p-4 lg:border-r lg:border-line">
        <Threshold
          name="Review from"
          points={reviewAt}
          inForce={sample.review_at_points}
          onChange={(points) => {
            setReviewAt(points)
            setDeclineAt(Math.max(points, declineAt))
          }}
        />
        <Threshold
          name="Decline from"
          points={declineAt}
          inForce={sample.decline_at_points}
          onChange={(points) => {
            setDeclineAt(points)
            setReviewAt(Math.min(points, reviewAt))
          }}
        />
        <Field
          label="Minutes an alert takes"
          problem={isRead ? null : 'Give a number of minutes.'}
          hint="Yours to judge: a review and a decline alike."
        >
          <TextInput
            inputMode="decimal"
            value={minutes}
            onChange={(event) => setMinutes(event.target.value)}
            className="!w-24"
          />
        </Field>
        <Scope sample={sample} />
      </div>
      <div className="flex min-w-0 flex-col gap-4 p-4">
        {refused.length > 0 && rules ? (
          <ServerOnly
            refused={refused}
            rules={rules}
            thresholds={{ review_at_points: reviewAt, decline_at_points: declineAt }}
            limit={sample.transaction_ids.length}
            minutesEach={isRead ? each : 0}
          />
        ) : (
          result && (
            <>
              <Outcomes result={result} minutesEach={isRead ? each : 0} spanS={spanOf(sample)} />
              <Spread sample={sample} reviewAt={reviewAt} declineAt={declineAt} />
              <Flips result={result} />
            </>
          )
        )}
      </div>
    </div>
  )
}

function Scope({ sample }: { sample: DecisionSample }) {
  return (
    <p className="text-sm text-muted">
      {plural(sample.transaction_ids.length, 'decision')} made within {duration(spanOf(sample))},
      with the values they had.
      {sample.skipped > 0 &&
        ` ${plural(sample.skipped, 'decision')} left out: their model is gone, or another release made them.`}
      {sample.is_cut_short && ' There are more: reading them took too long.'}
    </p>
  )
}
