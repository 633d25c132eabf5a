'use client'

import Link from 'next/link'
import { memo, useEffect, useRef } from 'react'
import { OutcomeMark } from '@/components/risk/OutcomeMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { alertLink } from '@/lib/api/addresses'
import type { Alert } from '@/lib/api/messages'
import { money } from '@/lib/format/money'
import { clockTime, fullTime } from '@/lib/format/time'
import { ROW_GRID, ROW_HEIGHT } from './columns'

interface AlertRowProps {
  alert: Alert
  index: number
  isSelected: boolean
  isFresh: boolean
  onOpen(alert: Alert): void
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
      data-transaction-id={alert.transaction_id}
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
        <OutcomeMark outcome={alert.outcome} />
      </span>
      <span role="cell" className="truncate">
        <Link
          ref={link}
          href={alertLink(alert.transaction_id)}
          prefetch={false}
          onClick={() => onOpen(alert)}
          title={alert.headline}
          className="outline-none after:absolute after:inset-0 focus-visible:after:outline focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
        >
          {alert.headline}
        </Link>
      </span>
      <span role="cell" className="truncate font-mono text-sm" title={alert.user_id}>
        {alert.user_id}
      </span>
      <span role="cell" className="truncate text-muted" title={alert.merchant}>
        {alert.merchant}
      </span>
      <span role="cell" className="truncate text-right font-mono text-sm">
        {money(alert.amount_minor, alert.currency)}
      </span>
    </div>
  )
})
