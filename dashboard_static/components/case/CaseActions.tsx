'use client'

import { useState } from 'react'
import { CaseDialog } from '@/components/case/dialogs/CaseDialog'
import type { Asked } from '@/components/case/dialogs/asked'
import { ChangeButton } from '@/components/ui/ChangeButton'
import type { Case } from '@/lib/api/messages'
import type { CaseWork } from '@/lib/cases/useCaseWork'
import { useKeys } from '@/lib/keyboard/useKeys'
import type { Call } from '@/lib/system/useMay'
import { useGuard } from '@/lib/system/useMay'

const ASKS: Record<Asked, Call> = {
  fraud: 'POST /cases/{case_id}/label',
  genuine: 'POST /cases/{case_id}/label',
  unsure: 'POST /cases/{case_id}/label',
  escalate: 'POST /cases/{case_id}/escalate',
  snooze: 'POST /cases/{case_id}/snooze',
  block: 'POST /lists',
  assign: 'POST /cases/{case_id}/assign',
  comment: 'POST /cases/{case_id}/note',
  close: 'POST /cases/{case_id}/close',
}

export interface CaseActionsProps {
  case: Case
  me: string | null
  isMine: boolean
  work: CaseWork
  onNext?(): void
}

/** What one can do to the case, each with its key; who does not hold it takes it first. */
export function CaseActions(props: CaseActionsProps) {
  const { case: found, isMine, work, onNext } = props
  const [asked, setAsked] = useState<Asked | null>(null)
  const guard = useGuard()
  const ask = (what: Asked) => guard(ASKS[what], () => setAsked(what))
  useKeys({
    ...(isMine && {
      fraud: ask('fraud'),
      genuine: ask('genuine'),
      unsure: ask('unsure'),
      escalate: ask('escalate'),
      snooze: ask('snooze'),
      block: ask('block'),
    }),
    ...(found.status !== 'closed' && { assign: ask('assign'), comment: ask('comment') }),
    ...(onNext && { next: onNext }),
  })
  return (
    <>
      <div role="toolbar" aria-label="The case" className="flex flex-wrap items-center gap-2">
        {isMine ? <Deciding ask={ask} /> : <Taking {...props} />}
        <span className="ml-auto flex gap-2">
          {isMine && (
            <ChangeButton
              asks="POST /cases/{case_id}/release"
              onClick={() => work.release.mutate()}
              title="Somebody else may take it"
            >
              Put back
            </ChangeButton>
          )}
          {found.status !== 'closed' && (
            <ChangeButton asks={ASKS.assign} action="assign" onClick={ask('assign')}>
              Assign
            </ChangeButton>
          )}
        </span>
      </div>
      {asked && <CaseDialog asked={asked} {...props} onClose={() => setAsked(null)} />}
    </>
  )
}

function Deciding({ ask }: { ask(what: Asked): () => void }) {
  return (
    <>
      <ChangeButton asks={ASKS.fraud} look="danger" action="fraud" onClick={ask('fraud')}>
        Fraud
      </ChangeButton>
      <ChangeButton asks={ASKS.genuine} action="genuine" onClick={ask('genuine')}>
        Genuine
      </ChangeButton>
      <ChangeButton asks={ASKS.unsure} action="unsure" onClick={ask('unsure')}>
        Unsure
      </ChangeButton>
      <ChangeButton asks={ASKS.escalate} action="escalate" onClick={ask('escalate')}>
        Escalate
      </ChangeButton>
      <ChangeButton asks={ASKS.snooze} action="snooze" onClick={ask('snooze')}>
        Snooze
      </ChangeButton>
      <ChangeButton asks={ASKS.block} action="block" onClick={ask('block')}>
        Block
      </ChangeButton>
      <ChangeButton asks={ASKS.close} onClick={ask('close')}>
        Close…
      </ChangeButton>
    </>
  )
}

function Taking({ case: found, work }: CaseActionsProps) {
  if (found.status === 'closed')
    return (
      <ChangeButton
        asks="POST /cases/{case_id}/reopen"
        onClick={() => work.reopen.mutate()}
        disabled={work.reopen.isPending}
      >
        Reopen
      </ChangeButton>
    )
  if (found.hold)
    return (
      <p className="text-muted">
        <strong className="font-semibold text-text">{found.hold.person}</strong> is working on this
        case. You can read it, add a note and assign it.
      </p>
    )
  return (
    <ChangeButton
      asks="POST /cases/{case_id}/take"
      look="primary"
      data-testid="take"
      onClick={() => work.take.mutate()}
      disabled={work.take.isPending}
    >
      Take this case
    </ChangeButton>
  )
}
