'use client'

import { ChevronRight } from 'lucide-react'
import Link from 'next/link'
import { OutcomeMark } from '@/components/risk/OutcomeMark'
import { BigScore } from '@/components/risk/BigScore'
import { CopyButton } from '@/components/ui/CopyButton'
import type { Decision } from '@/lib/api/messages'
import { headline } from '@/lib/decision/ledger'
import { money } from '@/lib/format/money'
import { count } from '@/lib/format/numbers'
import { withoutNames } from '@/lib/format/sentences'

export function DecisionHeader({ decision }: { decision: Decision }) {
  const { transaction, risk_level: level } = decision
  return (
    <header className="flex items-start gap-6 border-b border-line bg-surface px-5 py-4">
      <div className="min-w-0 flex-1">
        <nav
          aria-label="Breadcrumb"
          className="flex min-w-0 items-center gap-1.5 text-sm text-muted"
        >
          <Link href="/" className="rounded underline-offset-2 hover:text-text hover:underline">
            Live
          </Link>
          <ChevronRight aria-hidden="true" className="size-3.5 shrink-0" />
          <span className="truncate font-mono">{decision.transaction_id}</span>
          {decision.alert_seq != null && (
            <span className="shrink-0">· alert {count(decision.alert_seq)}</span>
          )}
        </nav>
        <h1 className="mt-1.5 text-2xl font-semibold tracking-tight [overflow-wrap:anywhere]">
          {withoutNames(headline(decision))}
        </h1>
        <p className="mt-1 text-muted [overflow-wrap:anywhere]">
          <strong className="font-mono font-semibold text-text">
            {money(transaction.amount_minor, transaction.currency)}
          </strong>{' '}
          to <span className="text-text">{transaction.merchant}</span> from{' '}
          <span className="font-mono text-sm text-text">{transaction.user_id}</span>
        </p>
        <div className="mt-3 flex flex-wrap items-center gap-2">
          <span
            data-testid="outcome"
            className="mr-2 inline-flex h-[22px] items-center rounded bg-control/20 px-1.5 font-medium"
          >
            <OutcomeMark outcome={decision.outcome} />
          </span>
          <CopyButton label="Copy link" text={() => location.href} />
          <CopyButton label="Copy JSON" text={() => JSON.stringify(decision, null, 2)} />
        </div>
      </div>
      <BigScore score={decision.score} level={level} />
    </header>
  )
}
