'use client'

import { useState } from 'react'
import { CaseDialog } from '@/components/case/dialogs/CaseDialog'
import type { Asked } from '@/components/case/dialogs/CaseDialog'
import { Button } from '@/components/ui/buttons'
import type { Case } from '@/lib/api/messages'
import type { CaseWork } from '@/lib/cases/useCaseWork'
import { useKeys } from '@/lib/keyboard/useKeys'

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
  const ask = (what: Asked) => () => setAsked(what)
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
            <Button onClick={() => work.release.mutate()} title="Somebody else may take it">
              Put back
            </Button>
          )}
          {found.status !== 'closed' && (
            <Button action="assign" onClick={ask('assign')}>
              Assign
            </Button>
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
      <Button look="danger" action="fraud" onClick={ask('fraud')}>
        Fraud
      </Button>
      <Button action="genuine" onClick={ask('genuine')}>
        Genuine
      </Button>
      <Button action="unsure" onClick={ask('unsure')}>
        Unsure
      </Button>
      <Button action="escalate" onClick={ask('escalate')}>
        Escalate
      </Button>
      <Button action="snooze" onClick={ask('snooze')}>
        Snooze
      </Button>
      <Button action="block" onClick={ask('block')}>
        Block
      </Button>
      <Button onClick={ask('close')}>Close…</Button>
    </>
  )
}

function Taking({ case: found, work }: CaseActionsProps) {
  if (found.status === 'closed')
    return (
      <Button onClick={() => work.reopen.mutate()} disabled={work.reopen.isPending}>
        Reopen
      </Button>
    )
  if (found.hold)
    return (
      <p className="text-muted">
        <strong className="font-semibold text-text">{found.hold.person}</strong> is working on this
        case. You can read it, add a note and assign it.
      </p>
    )
  return (
    <Button
      look="primary"
      data-testid="take"
      onClick={() => work.take.mutate()}
      disabled={work.take.isPending}
    >
      Take this case
    </Button>
  )
}
