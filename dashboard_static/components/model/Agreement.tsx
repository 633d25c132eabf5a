'use client'

import { GitCompare } from 'lucide-react'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { Panel } from '@/components/ui/Panel'
import { Term } from '@/components/ui/Term'
import type { DriftReport } from '@/lib/api/messages'
import { driftPath } from '@/lib/api/models'
import { useRead } from '@/lib/api/useApi'
import { count, plural } from '@/lib/format/numbers'
import { useUrlState } from '@/lib/url/useUrlState'

/** Active and shadow on the same decisions: where they would have disagreed. */
export function Agreement({ hasShadow }: { hasShadow: boolean }) {
  const [hours] = useUrlState('hours', '24')
  const drift = useRead<DriftReport>(hasShadow ? driftPath(hours) : null, { keepsPrevious: true })
  return (
    <Panel title="Active against shadow" aside={`last ${hours} h`} className="shrink-0">
      {hasShadow ? (
        <PanelAnswer query={drift} title="The comparison could not be loaded">
          {({ agreement }) => (agreement ? <Table agreement={agreement} /> : <NoShadow />)}
        </PanelAnswer>
      ) : (
        <NoShadow />
      )}
    </Panel>
  )
}

function Table({ agreement }: { agreement: NonNullable<DriftReport['agreement']> }) {
  const { both, active_only, shadow_only, neither, decisions, gap_mean } = agreement
  const rows = [
    ['Both would review', both],
    ['The active one alone', active_only],
    ['The shadow alone', shadow_only],
    ['Neither', neither],
  ] as const
  return (
    <div className="p-3.5">
      <p className="pb-2 text-muted">
        {plural(decisions, 'decision')}; the scores lie {(100 * gap_mean).toFixed(2)} points apart
        on average.
      </p>
      <dl>
        {rows.map(([words, value]) => (
          <div
            key={words}
            className="grid grid-cols-[170px_minmax(0,1fr)_70px] items-center gap-3 border-t border-line py-1.5"
          >
            <dt>{words}</dt>
            <dd aria-hidden="true" className="h-2">
              <span
                className="block h-full min-w-px bg-accent"
                style={{ width: `${(100 * value) / Math.max(1, decisions)}%` }}
              />
            </dd>
            <dd className="text-right font-mono">{count(value)}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

function NoShadow() {
  return (
    <EmptyState icon={GitCompare} title="No model scores in the shadow">
      <p>
        Open a registered model and let it score in the <Term name="shadow" />: its scores are
        compared here before it decides anything.
      </p>
    </EmptyState>
  )
}
