'use client'

import { FlaskConical, LoaderCircle } from 'lucide-react'
import Link from 'next/link'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { HeadRow } from '@/components/ui/HeadRow'
import { Term } from '@/components/ui/Term'
import { Money } from '@/components/ui/values'
import { alertLink } from '@/lib/api/addresses'
import { asProblem } from '@/lib/api/http'
import type { Flip, Rule, RuleHits, Simulation, Tally } from '@/lib/api/messages'
import { simulateRules } from '@/lib/api/rules'
import { useChange } from '@/lib/api/useApi'
import { count, plural } from '@/lib/format/numbers'

/** The rules on screen, saved or not, over stored decisions with the values they had. */
export function SimulationPanel({ rules }: { rules: readonly Rule[] }) {
  const simulate = useChange(simulateRules, { showsProblem: true })
  const { data, error, isPending } = simulate
  return (
    <section aria-label="Simulation" className="border-b border-line px-3.5 py-3">
      <div className="flex items-center justify-between gap-3">
        <h2 className="font-semibold">On past decisions</h2>
        <ChangeButton
          asks="POST /rules/simulate"
          icon={isPending ? LoaderCircle : FlaskConical}
          disabled={isPending}
          onClick={() => simulate.mutate(rules)}
        >
          {isPending ? 'Simulating…' : 'Simulate'}
        </ChangeButton>
      </div>
      <div aria-live="polite">
        {error && (
          <p role="alert" className="pt-2 [overflow-wrap:anywhere]">
            {asProblem(error).detail}
          </p>
        )}
        {!data && !error && (
          <p className="pt-1 text-muted">
            What these rules would have decided, before they decide anything.
          </p>
        )}
        {data && <Result simulation={data} />}
      </div>
    </section>
  )
}

function Result({ simulation }: { simulation: Simulation }) {
  const { decisions, flips, flips_total, skipped, is_cut_short, before, after, rules } = simulation
  if (decisions === 0)
    return <p className="pt-1 text-muted">No decision is stored yet to try them on.</p>
  return (
    <div data-testid="simulation" className="flex flex-col gap-3 pt-2">
      <p className="text-muted">
        {plural(decisions, 'decision')}
        {skipped > 0 && `, ${count(skipped)} left out: their model is gone`}
        {is_cut_short && ', stopped after 12 s'}
      </p>
      <Before before={before} after={after} />
      <Flips flips={flips} total={flips_total} />
      <Hits rules={rules} />
    </div>
  )
}

function Before({ before, after }: { before: Tally; after: Tally }) {
  const rows = [
    ['Alerts an hour', perHour(before.alerts_per_hour), perHour(after.alerts_per_hour)],
    ['Review', count(before.review), count(after.review)],
    ['Decline', count(before.decline), count(after.decline)],
    [
      <Term key="p" name="precision">
        Precision
      </Term>,
      percent(before.precision),
      percent(after.precision),
    ],
    ['Recall', percent(before.recall), percent(after.recall)],
  ] as const
  return (
    <table className="w-full text-sm">
      <HeadRow names={['Would be', 'in force', 'with these']} />
      <tbody>
        {rows.map(([name, was, is], index) => (
          <tr key={index} className="border-t border-line/60">
            <th scope="row" className="py-1 text-left font-normal">
              {name}
            </th>
            <td className="text-right font-mono text-muted">{was}</td>
            <td className={`text-right font-mono ${was === is ? '' : 'font-semibold'}`}>{is}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Flips({ flips, total }: { flips: readonly Flip[]; total: number }) {
  if (total === 0) return <p>No decision would change.</p>
  return (
    <div>
      <h3 className="pb-1 text-sm text-muted">
        {plural(total, 'decision')} would change
        {flips.length < total && `; the ${count(flips.length)} gravest`}
      </h3>
      <ul
        className="max-h-44 overflow-y-auto"
        tabIndex={0}
        aria-label="Decisions that would change"
      >
        {flips.map((flip) => (
          <li
            key={flip.transaction_id}
            className="relative grid grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-2.5 border-t border-line/60 py-1 text-sm hover:bg-raised"
          >
            <Link
              href={alertLink(flip.transaction_id)}
              prefetch={false}
              className="truncate font-mono after:absolute after:inset-0"
            >
              {flip.transaction_id}
            </Link>
            <span className="text-muted">
              {flip.before} → <span className="text-text">{flip.after}</span>
              {flip.label && ` · ${flip.label}`}
            </span>
            <Money minor={flip.amount_minor} currency={flip.currency} />
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Every rule: how often it would fire, and how often rightly where the truth is known. */
function Hits({ rules }: { rules: readonly RuleHits[] }) {
  return (
    <table className="w-full text-sm">
      <HeadRow names={['Rule', 'Fired', 'before', 'Precision']} />
      <tbody>
        {rules.map(({ code, hits, hits_before, precision, labelled, errors }) => (
          <tr key={code} className="border-t border-line/60">
            <th scope="row" className="max-w-0 truncate py-1 text-left font-mono font-normal">
              {code}
              {errors > 0 && <span className="font-sans"> · {plural(errors, 'error')}</span>}
            </th>
            <td className="w-14 text-right font-mono">{count(hits)}</td>
            <td className="w-14 text-right font-mono text-muted">{count(hits_before)}</td>
            <td
              className="w-20 text-right font-mono"
              title={`${plural(labelled, 'labelled decision')}`}
            >
              {percent(precision)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const perHour = (value: number | null) => (value === null ? '–' : value.toFixed(1))
const percent = (value: number | null) => (value === null ? '–' : `${(100 * value).toFixed(1)}%`)
