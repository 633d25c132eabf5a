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
import { count, plural } from '@/lib/format/numbers'
import { driftWords, indexWords, isClaimed, levelWords, meaningOf } from '@/lib/models/drift'
import { useUrlState } from '@/lib/url/useUrlState'
import { DriftBins } from './DriftBins'

const HOURS = [
  ['1', '1 h'],
  ['24', '24 h'],
  ['48', '48 h'],
] as const

/** Recent decisions against the training of the active model, the farthest feature first. */
export function DriftPanel({ hasModel }: { hasModel: boolean }) {
  const [hours, setHours] = useUrlState('hours', '24')
  const drift = useRead<DriftReport>(hasModel ? driftPath(hours) : null, {
    everyMs: 60_000,
    keepsPrevious: true,
  })
  return (
    <Panel
      title="Drift from training"
      aside={<Segments label="Over" value={hours} options={HOURS} onChange={setHours} />}
      className="max-lg:h-[480px] max-lg:shrink-0"
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
  const claimed = columns.filter(isClaimed)
  const others = columns.filter((column) => !isClaimed(column))
  const [name, setName] = useState<string | null>(null)
  const open = columns.find((column) => column.name === name) ?? claimed[0] ?? columns[0]
  if (!report.has_reference)
    return <Nothing title="The manifest of this model keeps no reference of its training" />
  if (!open || report.decisions === 0) return <Nothing title="Nothing was decided in this time" />
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
      <div
        className="min-h-0 overflow-y-auto border-r border-line"
        tabIndex={0}
        role="group"
        aria-label="Features"
      >
        <Group title="Compared with training" columns={claimed} open={open} onOpen={setName} />
        <Group title="Not compared yet" columns={others} open={open} onOpen={setName} />
      </div>
      <div
        className="flex min-h-0 flex-col gap-2.5 overflow-y-auto p-3.5"
        tabIndex={0}
        role="group"
        aria-label={open.name}
      >
        <div>
          <h3 className="font-mono font-medium [overflow-wrap:anywhere]">{open.name}</h3>
          <p className="text-sm text-muted">{meaningOf(open.name)}</p>
        </div>
        <p data-testid="drift-words">{driftWords(open, report)}</p>
        <DriftBins drift={open} />
        <p className="text-sm text-muted">
          {isClaimed(open) && `${indexWords(open)} `}
          From {plural(report.decisions, 'decision')}.
        </p>
      </div>
    </div>
  )
}

interface GroupProps {
  title: string
  columns: readonly Drift[]
  open: Drift
  onOpen(name: string): void
}

function Group({ title, columns, open, onOpen }: GroupProps) {
  if (columns.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className="sticky top-0 flex h-7 items-center justify-between border-b border-line bg-raised px-3.5 text-xs text-muted">
        <span>{title}</span>
        <span className="font-mono">{count(columns.length)}</span>
      </h3>
      <ul>
        {columns.map((column) => (
          <li key={column.name}>
            <button
              type="button"
              aria-current={column.name === open.name || undefined}
              onClick={() => onOpen(column.name)}
              className="grid w-full grid-cols-[minmax(0,1fr)_44px] items-center gap-2 border-b border-line/60 px-3.5 py-1 text-left hover:bg-raised aria-[current]:bg-accent/15"
            >
              <span className="min-w-0">
                <span className="block truncate font-mono text-sm" title={column.name}>
                  {column.name}
                </span>
                <span className="block text-xs text-muted">{levelWords(column)}</span>
              </span>
              {isClaimed(column) && (
                <span className="text-right font-mono text-sm">{column.index.toFixed(2)}</span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Nothing({ title }: { title: string }) {
  return <EmptyState icon={Waves} title={title} />
}
