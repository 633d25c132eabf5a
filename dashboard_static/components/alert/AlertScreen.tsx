'use client'

import { Hourglass, LoaderCircle, SearchX } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useEffect } from 'react'
import { Notice, NoticeLink } from '@/components/states/Notice'
import { ProblemNotice } from '@/components/states/ProblemNotice'
import { ApiError, asProblem } from '@/lib/api/client'
import { useDecision } from '@/lib/decision/useDecision'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useBack } from '@/lib/url/useBack'
import { AlertSkeleton } from './AlertSkeleton'
import { DecisionView } from './DecisionView'
import { useNeighbourKeys } from './useNeighbourKeys'

export function AlertScreen() {
  const transactionId = useSearchParams().get('id') ?? ''
  useKeys({ back: useBack('/') })
  useNeighbourKeys(transactionId)
  useEffect(() => {
    document.title = `${transactionId || 'Alert'} · Ringfence`
  }, [transactionId])
  const { data, error, refetch } = useDecision(transactionId)

  if (transactionId === '') return <UnknownTransaction transactionId="" />
  if (data?.status === 'decided') return <DecisionView decision={data} />
  if (data?.status === 'pending') return <Pending transactionId={transactionId} />
  if (error instanceof ApiError && error.problem.status === 404)
    return <UnknownTransaction transactionId={transactionId} />
  if (error)
    return (
      <ProblemNotice
        title="The decision could not be loaded"
        problem={asProblem(error)}
        onRetry={() => void refetch()}
      />
    )
  return <AlertSkeleton />
}

function Pending({ transactionId }: { transactionId: string }) {
  return (
    <Notice icon={Hourglass} title="This transaction is waiting to be decided" testId="pending">
      <p>
        <code className="font-mono text-text">{transactionId}</code> is in the queue. The decision
        appears here by itself, usually within a second.
      </p>
      <p role="status" className="flex items-center gap-2">
        <LoaderCircle aria-hidden="true" className="size-4 animate-spin" /> Asking every second
      </p>
    </Notice>
  )
}

function UnknownTransaction({ transactionId }: { transactionId: string }) {
  return (
    <Notice icon={SearchX} title="No transaction has this id" testId="unknown-transaction">
      {transactionId === '' ? (
        <p>
          The link carries no id. It should end in <code className="font-mono">?id=…</code>
        </p>
      ) : (
        <p className="[overflow-wrap:anywhere]">
          Nothing is stored under <code className="font-mono text-text">{transactionId}</code>.
        </p>
      )}
      <ul className="list-disc space-y-1 pl-5">
        <li>Check it against the id that the payment service sent; ids are matched exactly.</li>
        <li>It may be older than the time decisions are kept for.</li>
        <li>A transaction that was refused on arrival was never stored.</li>
      </ul>
      <NoticeLink href="/">Back to Live</NoticeLink>
    </Notice>
  )
}
