'use client'

import { useState } from 'react'
import type { Decision } from '@/lib/api/messages'
import { inForce } from '@/lib/decision/inForce'
import type { Version } from './Amended'
import { Amended } from './Amended'
import { DecisionHeader } from './DecisionHeader'
import { FeatureTable } from './FeatureTable'
import { LedgerPanel } from './LedgerPanel'
import { LinkedAlerts } from './LinkedAlerts'
import { ReceiptPanel } from './ReceiptPanel'
import { TimingsPanel } from './TimingsPanel'
import { TransactionPanel } from './TransactionPanel'
import { Incomplete } from './Incomplete'

/** One decision as it holds now; where a late stage changed it, also as it was first. */
export function DecisionView({ decision: stored }: { decision: Decision }) {
  const [shown, setShown] = useState<Version>('amended')
  const decision = shown === 'first' ? stored : inForce(stored)
  return (
    <article data-testid="decision" data-transaction-id={decision.transaction_id}>
      <DecisionHeader decision={decision} />
      <div className="grid items-start gap-3 p-4 lg:grid-cols-[minmax(0,1.6fr)_minmax(300px,1fr)]">
        <div className="flex min-w-0 flex-col gap-3">
          <Amended decision={stored} shown={shown} onShow={setShown} />
          <Incomplete decision={decision} />
          <LedgerPanel decision={decision} />
          <LinkedAlerts transaction={decision.transaction} />
          <FeatureTable features={decision.features} />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <TransactionPanel transaction={decision.transaction} />
          <TimingsPanel timingsMs={decision.timings_ms} />
          <ReceiptPanel decision={decision} />
        </div>
      </div>
    </article>
  )
}
