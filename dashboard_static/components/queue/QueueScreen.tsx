'use client'

import { MousePointerClick } from 'lucide-react'
import { CaseView } from '@/components/case/CaseView'
import { ScreenAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { casePath, caseWork } from '@/lib/api/cases'
import type { Case, NextCase } from '@/lib/api/messages'
import { useChange, useRead } from '@/lib/api/useApi'
import { closingReason } from '@/lib/cases/closing'
import { isHeldBy, useMyName } from '@/lib/cases/useHold'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useGuard } from '@/lib/system/useMay'
import { toast } from '@/lib/toasts/toasts'
import { useUrlState } from '@/lib/url/useUrlState'
import { Pace } from './Pace'
import { QueueList } from './QueueList'

const REFRESH_MS = 10_000

/** A list for scanning and a pane for deciding. `n` ends the case in the pane and takes the next. */
export function QueueScreen() {
  const [caseId, setCaseId] = useUrlState('case', '', 'push')
  const open = useRead<Case>(caseId === '' ? null : casePath(caseId), { everyMs: REFRESH_MS })
  const next = useNext(open.data, setCaseId)
  const ask = useGuard()('POST /cases/next', () => !next.isPending && next.mutate())
  useKeys({ next: ask, ...(caseId !== '' && { back: () => setCaseId('') }) })
  return (
    <div className="grid h-full min-h-[560px] grid-cols-[clamp(300px,28vw,400px)_minmax(0,1fr)] max-md:grid-cols-1 max-md:grid-rows-[minmax(200px,2fr)_minmax(0,3fr)]">
      <QueueList openId={caseId} onOpen={setCaseId} foot={<Pace />}>
        <ChangeButton
          asks="POST /cases/next"
          look="primary"
          action="next"
          data-testid="next"
          disabled={next.isPending}
          onClick={ask}
        >
          {open.data && closingReason(open.data) ? 'Close and take next' : 'Take next'}
        </ChangeButton>
      </QueueList>
      <section
        aria-label="Case"
        className="min-h-0 min-w-0 border-line max-md:border-t md:border-l"
      >
        {caseId === '' ? (
          <NothingOpen />
        ) : (
          <ScreenAnswer query={open} title="The case could not be loaded">
            {(found) => <CaseView key={found.case_id} case={found} onNext={ask} />}
          </ScreenAnswer>
        )}
      </section>
    </div>
  )
}

/** Ends what one holds (closed as labelled, or put back for others), then takes the most urgent. */
function useNext(open: Case | undefined, setCaseId: (caseId: string) => void) {
  const me = useMyName()
  return useChange(
    async (client): Promise<NextCase> => {
      const held = open
      if (held && isHeldBy(held, me)) {
        const reason = closingReason(held)
        if (reason) await caseWork.close(client, held, reason)
        else await caseWork.release(client, held.case_id)
        const text = reason ? `Closed: ${reason.replaceAll('_', ' ')}` : 'Put back: it had no label'
        toast({ text, ...(reason && { undo: () => caseWork.undo(client, held.case_id) }) })
      }
      return caseWork.next(client)
    },
    {
      refreshes: ['/cases'],
      done: ({ case: taken }) => {
        setCaseId(taken?.case_id ?? '')
        if (!taken) toast({ text: 'Nothing waits: every active case is with somebody.' })
      },
    },
  )
}

function NothingOpen() {
  return (
    <div className="grid h-full place-items-center">
      <EmptyState icon={MousePointerClick} title="No case is open">
        Take the next one, the most urgent that nobody holds, or open one from the list to read it.
      </EmptyState>
    </div>
  )
}
