'use client'

import { TrendingUp } from 'lucide-react'
import Link from 'next/link'
import { memo, useEffect, useRef } from 'react'
import { OutcomeMark } from '@/components/risk/OutcomeMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { EntityMark } from '@/components/risk/EntityMark'
import type { Alert, RingAlert, ThreatAlert } from '@/lib/api/messages'
import type { AnyAlert } from '@/lib/feed/anyAlert'
import { isTransaction, linkOf } from '@/lib/feed/anyAlert'
import { money } from '@/lib/format/money'
import { brief } from '@/lib/format/sentences'
import { clockTime, fullTime } from '@/lib/format/time'
import { ROW_GRID, ROW_HEIGHT } from './columns'

interface AlertRowProps {
  alert: AnyAlert
  index: number
  isSelected: boolean
  isFresh: boolean
  onOpen(alert: AnyAlert): void
}

/** Fixed height and memoised: at 1,000 alerts a second only rows that moved are drawn again. */
export const AlertRow = memo(function AlertRow({
  alert,
  index,
  isSelected,
  isFresh,
  onOpen,
}: AlertRowProps) {
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => {
    if (isSelected) link.current?.focus({ preventScroll: true })
  }, [isSelected])
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      data-testid="alert-row"
      data-transaction-id={isTransaction(alert) ? alert.transaction_id : undefined}
      data-kind={alert.kind}
      data-seq={alert.seq}
      data-selected={isSelected || undefined}
      style={{ height: ROW_HEIGHT, transform: `translateY(${index * ROW_HEIGHT}px)` }}
      className={`${ROW_GRID} absolute inset-x-0 top-0 border-b border-line/70 hover:bg-raised data-[selected]:bg-accent/15 data-[selected]:shadow-[inset_2px_0_0_rgb(var(--accent))] ${isFresh ? 'animate-arrive' : ''}`}
    >
      <span role="cell" title={fullTime(alert.raised_at)} className="font-mono text-sm text-muted">
        {clockTime(alert.raised_at)}
      </span>
      <span role="cell" className="flex">
        <RiskChip score={alert.score} level={alert.risk_level} />
      </span>
      <span role="cell" className="flex text-sm">
        <Mark alert={alert} />
      </span>
      <span role="cell" className="truncate">
        <Link
          ref={link}
          href={linkOf(alert)}
          prefetch={false}
          onClick={() => onOpen(alert)}
          title={alert.headline}
          className="outline-none after:absolute after:inset-0 focus-visible:after:outline focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {brief(alert.headline)}
        </Link>
      </span>
      <Cells alert={alert} />
    </div>
  )
})

function Mark({ alert }: { alert: AnyAlert }) {
  if (isTransaction(alert)) return <OutcomeMark outcome={alert.outcome} />
  return alert.kind === 'ring' ? <RingMark /> : <ThreatMark />
}

function Cells({ alert }: { alert: AnyAlert }) {
  if (isTransaction(alert)) return <PaymentCells alert={alert} />
  return alert.kind === 'ring' ? <RingCells alert={alert} /> : <ThreatCells alert={alert} />
}

function PaymentCells({ alert }: { alert: Alert }) {
  return (
    <>
      <span role="cell" className="truncate font-mono text-sm" title={alert.user_id}>
        {alert.user_id}
      </span>
      <span role="cell" className="truncate text-muted" title={alert.merchant}>
        {alert.merchant}
      </span>
      <span role="cell" className="truncate text-right font-mono text-sm">
        {money(alert.amount_minor, alert.currency)}
      </span>
    </>
  )
}

function RingMark() {
  return (
    <span className="inline-flex items-center gap-1.5">
      <EntityMark type="user" />
      Ring
    </span>
  )
}

function ThreatMark() {
  return (
    <span className="inline-flex items-center gap-1.5">
      <TrendingUp aria-hidden="true" className="size-3.5 shrink-0 text-muted" />
      Threat
    </span>
  )
}

/** A threat in the columns of a payment: what it is about, and how much of it. */
function ThreatCells({ alert }: { alert: ThreatAlert }) {
  const names = alert.names.join(' · ')
  return (
    <>
      <span role="cell" className="truncate text-sm text-muted">
        {alert.about.replace('_', ', ')}
      </span>
      <span role="cell" className="truncate" title={names}>
        {names}
      </span>
      <span role="cell" className="truncate text-right font-mono text-sm">
        {alert.count} of {alert.transactions}
      </span>
    </>
  )
}

/** A ring in the columns of a payment: who, what it shares, what is at stake. */
function RingCells({ alert }: { alert: RingAlert }) {
  const [most] = alert.exposure
  const total = most ? most.approved_minor + most.reviewed_minor + most.declined_minor : 0
  return (
    <>
      <span role="cell" className="truncate font-mono text-sm" title={alert.ring_id}>
        {alert.size} users
      </span>
      <span role="cell" className="truncate text-muted">
        {alert.identifiers} shared
      </span>
      <span role="cell" className="truncate text-right font-mono text-sm">
        {most ? money(total, most.currency) : ''}
      </span>
    </>
  )
}
