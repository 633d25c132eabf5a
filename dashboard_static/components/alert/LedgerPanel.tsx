import { TriangleAlert } from 'lucide-react'
import { EntityMark } from '@/components/risk/EntityMark'
import type { EntityType } from '@/components/risk/EntityMark'
import { Panel } from '@/components/ui/Panel'
import type { Decision, Reason, Transaction } from '@/lib/api/messages'
import type { LedgerLine } from '@/lib/decision/ledger'
import { ledger, timesUsual } from '@/lib/decision/ledger'
import { quantity, signedPoints } from '@/lib/format/numbers'

const LINE = 'grid grid-cols-[minmax(0,1fr)_minmax(120px,29%)_72px] items-center gap-4 px-3.5'

export function LedgerPanel({ decision }: { decision: Decision }) {
  const { lines, axis, sum, isExact } = ledger(decision)
  return (
    <Panel title="Why it was flagged" aside="points of the score, out of 100">
      <ol data-testid="ledger">
        {lines.map((line, index) => (
          <LedgerRow
            key={`${line.reason.code}-${index}`}
            line={line}
            axis={axis}
            transaction={decision.transaction}
          />
        ))}
      </ol>
      <div className={`${LINE} h-11 bg-raised font-semibold`}>
        <span>Score</span>
        <span className="text-right text-sm font-normal text-muted">
          the sum of the lines above
        </span>
        <span data-testid="ledger-sum" className="text-right font-mono tabular-nums">
          {signedPoints(sum).replace('+', '')}
        </span>
      </div>
      {!isExact && (
        <p role="alert" className="flex items-center gap-2 border-t border-line px-3.5 py-2">
          <TriangleAlert aria-hidden="true" className="size-4" />
          The lines do not add up to the score of {quantity(decision.score * 100)}: please report
          it.
        </p>
      )}
    </Panel>
  )
}

interface LedgerRowProps {
  line: LedgerLine
  axis: number
  transaction: Transaction
}

function LedgerRow({ line, axis, transaction }: LedgerRowProps) {
  const { reason } = line
  return (
    <li
      data-testid="ledger-line"
      data-reason={reason.code}
      data-points={reason.points}
      className={`${LINE} min-h-[46px] border-b border-line py-2`}
    >
      <div className="min-w-0">
        <p className="[overflow-wrap:anywhere]">{reason.sentence}</p>
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm text-muted">
          <span className="font-mono">{reason.code}</span>
          <span>{SPEAKERS[reason.source]}</span>
          <Usual reason={reason} />
          {reason.entities.map((entity) => (
            <EntityName key={entity} entity={entity} transaction={transaction} />
          ))}
        </p>
      </div>
      <SignedBar line={line} axis={axis} />
      <span className="text-right font-mono tabular-nums">{signedPoints(reason.points)}</span>
    </li>
  )
}

const SPEAKERS: Record<Reason['source'], string> = {
  base: 'where every score starts',
  model: 'model',
  rule: 'rule',
  list: 'list',
}

function Usual({ reason }: { reason: Reason }) {
  if (reason.value == null) return null
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

/** Right of the axis raises the score, left lowers it; the sign beside it says the same. */
function SignedBar({ line: { reason, start, share }, axis }: { line: LedgerLine; axis: number }) {
  const raising = reason.source === 'base' ? 'bg-control' : 'bg-risk-4'
  const look = reason.points < 0 ? 'rounded-l-sm bg-risk-1' : `rounded-r-sm ${raising}`
  const percent = (part: number) => `${(100 * part).toFixed(2)}%`
  return (
    <span aria-hidden="true" className="relative block h-3">
      <span className="absolute -inset-y-2 w-px bg-control/60" style={{ left: percent(axis) }} />
      <span
        className={`absolute inset-y-0 min-w-[2px] ${look}`}
        style={{ left: percent(start), width: percent(share) }}
      />
    </span>
  )
}

const ENTITY_FIELDS = {
  user: 'user_id',
  card: 'card_id',
  device: 'device_id',
  ip: 'ip',
  merchant: 'merchant',
} as const

function EntityName({ entity, transaction }: { entity: string; transaction: Transaction }) {
  const types = Object.keys(ENTITY_FIELDS) as EntityType[]
  const type = types.find((candidate) => transaction[ENTITY_FIELDS[candidate]] === entity)
  return (
    <span className="inline-flex items-center gap-1 font-mono text-text">
      {type && <EntityMark type={type} />}
      {entity}
    </span>
  )
}
