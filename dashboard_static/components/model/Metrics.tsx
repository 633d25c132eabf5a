'use client'

import { useState } from 'react'
import { Panel } from '@/components/ui/Panel'
import { Select } from '@/components/ui/fields'
import type { ModelBook } from '@/lib/api/messages'
import { count, spelled } from '@/lib/format/numbers'
import type { MetricName } from '@/lib/models/metrics'
import { METRICS, samplesOf } from '@/lib/models/metrics'

const WHOLE: readonly MetricName[] = ['rows', 'frauds']

/** What the manifest says the model did on samples it was not trained on. */
export function Metrics({ book }: { book: ModelBook }) {
  const [version, setVersion] = useState(book.active ?? book.models[0]?.version ?? '')
  const model = book.models.find((each) => each.version === version) ?? book.models[0]
  const samples = samplesOf(model?.metrics ?? {})
  const options = book.models.map(
    (each) => [each.version, `${each.version.slice(0, 8)} · ${each.state}`] as const,
  )
  return (
    <Panel
      title="Measured at training"
      aside={<Select aria-label="Model" value={version} options={options} onChange={setVersion} />}
    >
      <div className="min-h-0 flex-1 overflow-auto" tabIndex={0} role="group" aria-label="Metrics">
        {samples.length === 0 ? (
          <p className="p-3.5 text-muted">Its manifest holds no metrics.</p>
        ) : (
          <table className="w-full text-sm">
            <thead>
              <tr className="border-b border-line text-xs text-muted">
                <th scope="col" className="px-3.5 py-1.5 text-left font-normal">
                  Sample
                </th>
                {samples.map(({ name }) => (
                  <th key={name} scope="col" className="px-3.5 py-1.5 text-right font-normal">
                    {spelled(name)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {METRICS.map(([metric, words]) => (
                <tr key={metric} className="border-b border-line/60 last:border-0">
                  <th scope="row" className="whitespace-nowrap px-3.5 py-1 text-left font-normal">
                    {words}
                  </th>
                  {samples.map(({ name, metrics }) => (
                    <td key={name} className="px-3.5 py-1 text-right font-mono tabular-nums">
                      {shown(metric, metrics[metric])}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  )
}

function shown(metric: MetricName, value: number | undefined): string {
  if (value === undefined) return '–'
  return WHOLE.includes(metric) ? count(value) : value.toFixed(4)
}
