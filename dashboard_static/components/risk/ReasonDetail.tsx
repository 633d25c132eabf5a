import type { Reason } from '@/lib/api/messages'
import { timesUsual } from '@/lib/decision/ledger'
import { quantity } from '@/lib/format/numbers'

const SPEAKERS: Record<Reason['source'], string> = {
  base: 'where every score starts',
  model: 'model',
  rule: 'rule',
  list: 'list',
}

/** The line below a reason's sentence: its code, who says it, and how far from usual. */
export function ReasonDetail({ reason }: { reason: Reason }) {
  return (
    <>
      <span className="min-w-0 font-mono [overflow-wrap:anywhere]">{reason.code}</span>
      <span>{SPEAKERS[reason.source]}</span>
      <Usual reason={reason} />
    </>
  )
}

function Usual({ reason }: { reason: Reason }) {
  // Of what is counted nothing is below zero: -1 is "never", which the sentence says.
  if (reason.value == null || reason.value < 0) return null
  const times = timesUsual(reason)
  return (
    <span className="text-text">
      <span className="font-mono">{quantity(reason.value)}</span>
      {reason.usual != null && (
        <span className="text-muted">
          {' '}
          vs <span className="font-mono">{quantity(reason.usual)}</span> usual
        </span>
      )}
      {times !== null && times >= 1.05 && (
        <span className="font-medium"> · {quantity(round(times))}× usual</span>
      )}
    </span>
  )
}

const round = (times: number) => (times >= 10 ? Math.round(times) : Math.round(times * 10) / 10)
