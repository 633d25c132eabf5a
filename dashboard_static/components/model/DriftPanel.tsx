'use client'

import { Waves } from 'lucide-react'
import { useState } from 'react'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { Panel } from '@/components/ui/Panel'
import { Segments } from '@/components/ui/choices'
import type { Drift, DriftReport } from '@/lib/api/messages'
import { driftPath } from '@/lib/api/models'
import { useRead } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { useUrlState } from '@/lib/url/useUrlState'
import { DriftBins } from './DriftBins'

const HOURS = [
  ['1', '1 h'],
  ['24', '24 h'],
  ['48', '48 h'],
] as const

const LEVELS: Record<Drift['level'], string> = {
  stable: 'stable',
  moderate: 'moderate shift',
  major: 'major shift',
  too_few: 'too few to tell',
}

/** Recent decisions against the training of the active model, the farthest feature first. */
export function DriftPanel({ hasModel }: { hasModel: boolean }) {
  const [hours, setHours] = useUrlState('hours', '24')
  const drift = useRead<DriftReport>(hasModel ? driftPath(hours) : null, {
    everyMs: 60_000,
    keepsPrevious: true,
  })
  return (
    <Panel
      title="Drift"
      aside={<Segments label="Over" value={hours} options={HOURS} onChange={setHours} />}
      className="max-lg:h-96"
    >
      {hasModel ? (
        <PanelAnswer query={drift} title="Drift could not be loaded">
          {(report) => <Columns report={report} />}
        </PanelAnswer>
      ) : (
        <Nothing title="No model is active" />
      )}
    </Panel>
  )
}

function Columns({ report }: { report: DriftReport }) {
  const columns = report.score ? [report.score, ...report.features] : report.features
  const [name, setName] = useState<string | null>(null)
  const open = columns.find((column) => column.name === name) ?? columns[0]
  if (!report.has_reference)
    return <Nothing title="The manifest of this model keeps no reference of its training" />
  if (!open) return <Nothing title="Nothing was decided in this time" />
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <ul
        className="min-h-0 overflow-y-auto border-r border-line"
        tabIndex={0}
        aria-label="Features"
      >
        {columns.map((column) => (
          <li key={column.name}>
            <button
              type="button"
              aria-current={column.name === open.name || undefined}
              onClick={() => setName(column.name)}
              className="grid w-full grid-cols-[minmax(0,1fr)_44px] items-center gap-2 border-b border-line/60 px-3.5 py-1 text-left hover:bg-raised aria-[current]:bg-accent/15"
            >
              <span className="min-w-0">
                <span className="block truncate font-mono text-sm">{column.name}</span>
                <span className="block text-xs text-muted">{LEVELS[column.level]}</span>
              </span>
              <span className="text-right font-mono text-sm">{column.index.toFixed(2)}</span>
            </button>
          </li>
        ))}
      </ul>
      <div
        className="flex min-h-0 flex-col gap-2 overflow-y-auto p-3.5"
        tabIndex={0}
        role="group"
        aria-label={open.name}
      >
        <p>
          <span className="font-mono font-medium">{open.name}</span>{' '}
          <span className="text-muted">
            · index {open.index.toFixed(3)}, {open.by_chance.toFixed(3)} by chance alone, from{' '}
            {plural(report.decisions, 'decision')}
          </span>
        </p>
        <DriftBins drift={open} />
      </div>
    </div>
  )
}

function Nothing({ title }: { title: string }) {
  return <EmptyState icon={Waves} title={title} />
}
