'use client'

import type { ReactNode } from 'react'
import { EntityLink } from '@/components/risk/EntityLink'
import { LedgerBars } from '@/components/risk/LedgerBars'
import { ReasonDetail } from '@/components/risk/ReasonDetail'
import { Term } from '@/components/ui/Term'
import { Money, RelativeTime } from '@/components/ui/values'
import type { RingDossier } from '@/lib/api/messages'
import { count, plural } from '@/lib/format/numbers'
import { capital } from '@/lib/format/sentences'
import { gainedInADay, signed } from '@/lib/rings/growth'
import { fallsInto } from '@/lib/rings/weakest'
import { useNowMs } from '@/lib/system/useNow'
import { MainExposure } from './columns'

/** What is at stake, how it grows, where it would come apart, and why it scores as it does. */
export function RingFacts({ dossier }: { dossier: RingDossier }) {
  const { ring, growth, reasons, block } = dossier
  const nowMs = useNowMs()
  return (
    <>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2.5 px-3.5 py-3">
        <Fact name={<Term name="exposure">Exposure</Term>}>
          <MainExposure of={ring} />
        </Fact>
        <Fact name="Growth">
          <span className="font-mono">{signed(gainedInADay(growth, nowMs))}</span> / 24 h
        </Fact>
        <Fact name="Users">{count(ring.size)}</Fact>
        <Fact name="Shared">{plural(ring.identifiers, 'identifier')}</Fact>
        <Fact name="Confirmed frauds">{count(ring.frauds)}</Fact>
        <Fact name="Formed">
          <RelativeTime at={ring.formed_at} />
        </Fact>
        <Fact name="Last payment">
          <RelativeTime at={ring.last_payment_at} />
        </Fact>
        {block && (
          <Fact name="Blocked">
            by {block.author}: {block.reason}
          </Fact>
        )}
      </dl>
      <Weakest dossier={dossier} />
      <Exposures dossier={dossier} />
      <h3 className="border-t border-line px-3.5 pb-1 pt-3 font-semibold">Why this score</h3>
      <LedgerBars
        isNarrow
        entries={reasons.map((reason) => ({
          code: reason.code,
          points: reason.points,
          sentence: reason.source === 'base' ? 'Where every ring starts' : capital(reason.sentence),
          detail: <ReasonDetail reason={reason} />,
          isBase: reason.source === 'base',
        }))}
      />
    </>
  )
}

function Fact({ name, children }: { name: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-sm text-muted">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}

/** What to take away for the ring to fall apart; dashed in the graph. */
function Weakest({ dossier: { weakest_link: weakest } }: { dossier: RingDossier }) {
  return (
    <section
      aria-label="Weakest link"
      data-testid="weakest-link"
      className="border-t border-line px-3.5 py-3"
    >
      <h3 className="text-sm text-muted">
        <Term name="weakest link">Weakest link</Term>
      </h3>
      {weakest ? (
        <p>
          <EntityLink type={weakest.entity} id={weakest.identifier} />
          <span className="block text-muted">{fallsInto(weakest.parts)}</span>
        </p>
      ) : (
        <p className="text-muted">None: no single identifier holds it together.</p>
      )}
    </section>
  )
}

const OUTCOMES = [
  ['Approved', 'approved_minor'],
  ['Review', 'reviewed_minor'],
  ['Declined', 'declined_minor'],
] as const

/** What its users paid, by what was decided: approved is what may be lost. */
function Exposures({ dossier: { ring } }: { dossier: RingDossier }) {
  return ring.exposure.map((each) => (
    <section
      key={each.currency}
      aria-label={`Exposure in ${each.currency}`}
      className="border-t border-line px-3.5 py-2.5"
    >
      <h3 className="text-sm text-muted">
        {plural(each.payments, 'payment')} in {each.currency}
      </h3>
      <dl className="mt-0.5 grid grid-cols-3 gap-2 text-sm">
        {OUTCOMES.map(([outcome, field]) => (
          <div key={outcome}>
            <dt className="text-muted">{outcome}</dt>
            <dd>
              <Money minor={each[field]} currency={each.currency} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  ))
}
