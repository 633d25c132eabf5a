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
      <Untold reason={reason} />
      <Times reason={reason} />
    </>
  )
}

/** What was seen, where the sentence of somebody's own rule does not say it. */
function Untold({ reason: { source, sentence, value } }: { reason: Reason }) {
  if (source !== 'rule' || value == null || sentence.includes(quantity(value))) return null
  return <span className="font-mono text-text">{quantity(value)}</span>
}

function Times({ reason }: { reason: Reason }) {
  const times = timesUsual(reason)
  if (times === null || times < LEAST_TIMES) return null
  return <span className="font-medium text-text">{quantity(round(times))}× usual</span>
}

/** Less than this more is as usual. */
const LEAST_TIMES = 1.05

const round = (times: number) => (times >= 10 ? Math.round(times) : Math.round(times * 10) / 10)
