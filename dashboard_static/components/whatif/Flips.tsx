import { ArrowRight, Equal } from 'lucide-react'
import Link from 'next/link'
import { OutcomeMark } from '@/components/risk/OutcomeMark'
import { EmptyState } from '@/components/states/EmptyState'
import { alertLink } from '@/lib/api/addresses'
import { count } from '@/lib/format/numbers'
import type { Flip, WhatIfResult } from '@/lib/whatif/simulate'

/** The gravest first, then the newest. */
export function Flips({ result: { flips, flipsTotal } }: { result: WhatIfResult }) {
  if (flipsTotal === 0)
    return (
      <EmptyState icon={Equal} title="No outcome would be another">
        <p>Move a threshold to see which decisions it would flip.</p>
      </EmptyState>
    )
  return (
    <section aria-label="Decisions that flip" className="min-w-0">
      <h2 className="mb-1 font-semibold">
        Decisions that flip{' '}
        {flips.length < flipsTotal && (
          <span className="font-normal text-muted">
            the first {count(flips.length)} of {count(flipsTotal)}
          </span>
        )}
      </h2>
      <ol className="overflow-hidden rounded-lg border border-line">
        {flips.map((flip) => (
          <Row key={flip.transactionId} flip={flip} />
        ))}
      </ol>
    </section>
  )
}

function Row({ flip }: { flip: Flip }) {
  return (
    <li
      data-testid="flip"
      className="grid grid-cols-[minmax(0,1fr)_auto_auto_auto] items-center gap-3 border-b border-line px-3.5 py-1.5 last:border-0"
    >
      <Link
        href={alertLink(flip.transactionId)}
        className="truncate font-mono text-sm hover:text-accent"
      >
        {flip.transactionId}
      </Link>
      <span className="text-sm text-muted">{flip.label ?? 'not labelled'}</span>
      <span className="w-28 text-right font-mono text-sm tabular-nums">
        {score(flip.scoreBefore)} → {score(flip.scoreAfter)}
      </span>
      <span className="flex w-44 items-center justify-end gap-2">
        <OutcomeMark outcome={flip.before} />
        <ArrowRight aria-label="becomes" className="size-3.5 shrink-0" />
        <OutcomeMark outcome={flip.after} />
      </span>
    </li>
  )
}

const score = (value: number) => (value * 100).toFixed(1)
