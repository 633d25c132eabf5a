'use client'

import { useState } from 'react'
import { Panel } from '@/components/ui/Panel'
import { Select } from '@/components/ui/fields'
import { Explained } from '@/components/ui/Term'
import type { ModelBook } from '@/lib/api/messages'
import { spelled } from '@/lib/format/numbers'
import { metricValue, METRICS, SAMPLES, samplesOf } from '@/lib/models/metrics'

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
      className="shrink-0"
      aside={<Select aria-label="Model" value={version} options={options} onChange={setVersion} />}
    >
      <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="Metrics">
        {samples.length === 0 ? (
          <p className="p-3.5 text-muted">Its manifest holds no metrics.</p>
        ) : (
          <table className="w-full text-sm">
            <thead>
              <tr className="border-b border-line text-xs text-muted">
                <th scope="col" className="px-3.5 py-1.5 text-left font-normal">
                  On payments it never saw
                </th>
                {samples.map(({ name }) => (
                  <SampleHead key={name} name={name} />
                ))}
              </tr>
            </thead>
            <tbody>
              {METRICS.map(([metric, words, meaning]) => (
                <tr key={metric} className="border-b border-line/60 last:border-0">
                  <th
                    scope="row"
                    className="whitespace-nowrap py-1 pl-3.5 pr-2 text-left font-normal"
                  >
                    <Explained text={meaning}>{words}</Explained>
                  </th>
                  {samples.map(({ name, metrics }) => (
                    <td
                      key={name}
                      className="px-2 py-1 text-right font-mono tabular-nums last:pr-3.5"
                    >
                      {metricValue(metric, metrics[metric])}
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

function SampleHead({ name }: { name: string }) {
  const [title, about] = SAMPLES[name] ?? [spelled(name), '']
  return (
    <th scope="col" className="px-2 py-1.5 text-right align-top last:pr-3.5 font-normal">
      <span className="block whitespace-nowrap text-text">{title}</span>
      {about}
    </th>
  )
}
