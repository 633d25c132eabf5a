import { EntityLink } from '@/components/risk/EntityLink'
import { LedgerBars } from '@/components/risk/LedgerBars'
import { ReasonDetail } from '@/components/risk/ReasonDetail'
import { Term } from '@/components/ui/Term'
import { Facts, Money, RelativeTime } from '@/components/ui/values'
import type { RingDossier } from '@/lib/api/messages'
import { count } from '@/lib/format/numbers'

/** Why it scores as it does, what is at stake, and where it would come apart. */
export function RingFacts({ dossier }: { dossier: RingDossier }) {
  const { ring, reasons, weakest_link: weakest, block } = dossier
  return (
    <div tabIndex={0} role="group" aria-label="Facts" className="min-h-0 flex-1 overflow-y-auto">
      <Exposures dossier={dossier} />
      <Facts
        rows={[
          ['Shared', count(ring.identifiers)],
          ['Frauds', count(ring.frauds)],
          ['Formed', <RelativeTime key="formed" at={ring.formed_at} />],
          ['Last payment', <RelativeTime key="paid" at={ring.last_payment_at} />],
          [
            <Term key="term" name="weakest link" />,
            weakest ? (
              <span key="weakest">
                <EntityLink type={weakest.entity} id={weakest.identifier} /> without it the ring
                falls into parts of {weakest.parts.join(', ')}
              </span>
            ) : (
              'none: no single identifier holds it together'
            ),
          ],
          ...(block ? [['Blocked', `by ${block.author}: ${block.reason}`] as const] : []),
        ]}
      />
      <h3 className="border-t border-line px-3.5 pb-1 pt-3 font-semibold">Why this score</h3>
      <LedgerBars
        entries={reasons.map((reason) => ({
          code: reason.code,
          points: reason.points,
          sentence: reason.sentence,
          detail: <ReasonDetail reason={reason} />,
          isBase: reason.source === 'base',
        }))}
      />
    </div>
  )
}

const CELL = 'py-1 pl-2 text-right'

function Exposures({ dossier: { ring } }: { dossier: RingDossier }) {
  if (ring.exposure.length === 0) return null
  return (
    <div className="border-b border-line px-3.5 py-3">
      <table className="w-full text-sm">
        <caption className="pb-1 text-left font-semibold">
          <Term name="exposure" />
        </caption>
        <thead>
          <tr className="text-muted">
            <th className="text-left font-normal">Payments</th>
            <th className={`${CELL} font-normal`}>Approved</th>
            <th className={`${CELL} font-normal`}>Review</th>
            <th className={`${CELL} font-normal`}>Declined</th>
          </tr>
        </thead>
        <tbody>
          {ring.exposure.map((each) => (
            <tr key={each.currency}>
              <th scope="row" className="text-left font-normal">
                {count(each.payments)} {each.currency}
              </th>
              {[each.approved_minor, each.reviewed_minor, each.declined_minor].map((minor, at) => (
                <td key={at} className={CELL}>
                  <Money minor={minor} currency={each.currency} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
