'use client'

import { useEffect, useState } from 'react'
import { LedgerPanel } from '@/components/alert/LedgerPanel'
import { TransactionPanel } from '@/components/alert/TransactionPanel'
import { PanelAnswer } from '@/components/states/Answer'
import { Panel } from '@/components/ui/Panel'
import type { Case } from '@/lib/api/messages'
import { paymentsOf } from '@/lib/cases/entities'
import { isHeldBy, useHold, useMyName } from '@/lib/cases/useHold'
import { usePace } from '@/lib/cases/pace'
import { useCaseWork } from '@/lib/cases/useCaseWork'
import { inForce } from '@/lib/decision/inForce'
import { useDecision } from '@/lib/decision/useDecision'
import { CaseActions } from './CaseActions'
import { CaseActivity } from './CaseActivity'
import { CaseAlerts } from './CaseAlerts'
import { CaseGraph } from './CaseGraph'
import { CaseHeader } from './CaseHeader'

/** By the room that there is, not the screen's: a pane beside the queue is narrower than a page. */
const GRID = 'grid items-start gap-3 p-4 [@container_case_(min-width:620px)]:grid-cols-2'
const WHOLE = '[@container_case_(min-width:620px)]:col-span-2'
const TALL = 'h-[400px]'

interface CaseViewProps {
  case: Case
  /** Where this is the queue's pane: what `n` does. */
  onNext?(): void
}

/** One case to decide: why, what is linked, what happened, and what to do about it. */
export function CaseView({ case: found, onNext }: CaseViewProps) {
  const me = useMyName()
  const isMine = isHeldBy(found, me)
  const work = useCaseWork(found.case_id)
  useHold(found.case_id, isMine)
  useEffect(() => usePace.getState().open(found.case_id, Date.now()), [found.case_id])
  const [shown, setShown] = useState<string | null>(null)
  const payments = paymentsOf(found)
  const gravest = [...payments].sort((one, other) => other.score - one.score)[0]
  const transactionId = shown ?? gravest?.transaction_id ?? ''
  return (
    <article
      data-testid="case"
      data-case-id={found.case_id}
      data-status={found.status}
      data-mine={isMine || undefined}
      className="flex h-full min-h-0 flex-col"
    >
      <CaseHeader case={found} isMine={isMine}>
        <CaseActions case={found} me={me} isMine={isMine} work={work} onNext={onNext} />
      </CaseHeader>
      <div
        className="min-h-0 flex-1 overflow-y-auto [container:case/inline-size]"
        tabIndex={0}
        role="group"
        aria-label="The case"
      >
        <div className={GRID}>
          {transactionId !== '' && <Why transactionId={transactionId} />}
          <CaseGraph
            case={found}
            shown={payments.find(({ transaction_id }) => transaction_id === transactionId) ?? null}
            className={
              transactionId === ''
                ? `${WHOLE} ${TALL}`
                : 'h-[400px] self-stretch [@container_case_(min-width:620px)]:h-auto'
            }
          />
          <CaseAlerts case={found} shownId={transactionId} onShow={setShown} className={WHOLE} />
          <CaseActivity case={found} note={work.note} />
          {transactionId !== '' && <Facts transactionId={transactionId} />}
        </div>
      </div>
    </article>
  )
}

function Why({ transactionId }: { transactionId: string }) {
  const query = useDecision(transactionId)
  if (query.data?.status === 'decided')
    return <LedgerPanel decision={inForce(query.data)} className="min-h-[400px]" isBrief />
  return (
    <Panel title="Why it was flagged" className={TALL}>
      <PanelAnswer query={query} title="The decision could not be loaded">
        {() => <p className="p-3.5 text-muted">This transaction is not decided yet.</p>}
      </PanelAnswer>
    </Panel>
  )
}

function Facts({ transactionId }: { transactionId: string }) {
  const { data } = useDecision(transactionId)
  return data?.status === 'decided' ? <TransactionPanel transaction={data.transaction} /> : null
}
