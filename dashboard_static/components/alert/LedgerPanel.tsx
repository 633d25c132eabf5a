import { TriangleAlert } from 'lucide-react'
import { EntityLink } from '@/components/risk/EntityLink'
import type { EntityType } from '@/components/risk/EntityMark'
import { LedgerBars } from '@/components/risk/LedgerBars'
import { ReasonDetail } from '@/components/risk/ReasonDetail'
import { Panel } from '@/components/ui/Panel'
import type { Decision, Reason, Transaction } from '@/lib/api/messages'
import { isExact } from '@/lib/decision/ledger'
import { quantity } from '@/lib/format/numbers'
import { fewNames, withoutNames } from '@/lib/format/sentences'

interface LedgerPanelProps {
  decision: Decision
  /** In a column: what the model says least of is one line, which opens. */
  isBrief?: boolean
  className?: string
}

export function LedgerPanel({ decision, isBrief = false, className }: LedgerPanelProps) {
  return (
    <Panel
      title="Why it was flagged"
      aside={isBrief ? 'points of 100' : 'points of the score, out of 100'}
      className={className}
    >
      <LedgerBars
        entries={decision.reasons.map((reason) => entryOf(reason, decision, isBrief))}
        isBrief={isBrief}
      />
      {!isExact(decision) && (
        <p role="alert" className="flex items-center gap-2 border-t border-line px-3.5 py-2">
          <TriangleAlert aria-hidden="true" className="size-4" />
          The lines do not add up to the score of {quantity(decision.score * 100)}: please report
          it.
        </p>
      )}
    </Panel>
  )
}

const NAMES_IN_BRIEF = 3

/** Where there is little room the sentence alone names whom it is about, and not everybody. */
function entryOf(reason: Reason, { transaction }: Decision, isBrief: boolean) {
  return {
    code: reason.code,
    points: reason.points,
    sentence: isBrief
      ? fewNames(reason.sentence, NAMES_IN_BRIEF)
      : namedBelow(reason.sentence, reason.entities),
    isBase: reason.source === 'base',
    isFoldable: reason.source === 'model',
    detail: (
      <>
        <ReasonDetail reason={reason} />
        {!isBrief && <Named names={reason.entities} transaction={transaction} />}
      </>
    ),
  }
}

const namedBelow = (sentence: string, entities: readonly string[]) =>
  entities.length > 0 ? withoutNames(sentence) : fewNames(sentence, Infinity)

const ENTITY_FIELDS = {
  user: 'user_id',
  card: 'card_id',
  device: 'device_id',
  ip: 'ip',
  merchant: 'merchant',
} as const

/** Whom a reason names: all of one type, which is known where the payment's own is among them. */
function Named({ names, transaction }: { names: readonly string[]; transaction: Transaction }) {
  const types = Object.keys(ENTITY_FIELDS) as EntityType[]
  const type = types.find((each) => names.includes(transaction[ENTITY_FIELDS[each]] ?? ''))
  return names.map((name) =>
    type ? (
      <EntityLink key={name} type={type} id={name} className="text-text" />
    ) : (
      <span key={name} className="font-mono text-text">
        {name}
      </span>
    ),
  )
}
