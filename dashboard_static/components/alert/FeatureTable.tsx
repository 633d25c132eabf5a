'use client'

import * as Collapsible from '@radix-ui/react-collapsible'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { exact, plural } from '@/lib/format/numbers'

/** The vector the score was made from: closed until someone wants to check it. */
export function FeatureTable({ features }: { features: Record<string, number> }) {
  const [text, setText] = useState('')
  const rows = Object.entries(features).sort(([a], [b]) => a.localeCompare(b))
  const wanted = text.trim().toLowerCase().replaceAll(' ', '_')
  const found = rows.filter(([name]) => name.toLowerCase().includes(wanted))
  return (
    <Collapsible.Root className="overflow-hidden rounded-lg border border-line bg-surface">
      <h2>
        <Collapsible.Trigger
          data-testid="features"
          className="group flex h-10 w-full items-center gap-2 px-3.5 text-left font-semibold hover:bg-raised focus-visible:-outline-offset-2"
        >
          <ChevronRight
            aria-hidden="true"
            className="size-4 text-muted transition-transform group-data-[state=open]:rotate-90"
          />
          Feature vector
          <span className="ml-auto text-sm font-normal text-muted">
            {plural(rows.length, 'feature')}
          </span>
        </Collapsible.Trigger>
      </h2>
      <Collapsible.Content className="border-t border-line">
        <div className="border-b border-line p-2.5">
          <input
            type="text"
            value={text}
            onChange={(event) => setText(event.target.value)}
            aria-label="Search features"
            placeholder="Search features"
            className="h-7 w-64 max-w-full rounded-md border border-control/70 bg-raised px-2.5 text-sm placeholder:text-muted"
          />
        </div>
        <div
          className="max-h-80 overflow-y-auto"
          tabIndex={0}
          role="group"
          aria-label="Feature values"
        >
          <table className="w-full text-sm">
            <thead className="sr-only">
              <tr>
                <th scope="col">Feature</th>
                <th scope="col">Value</th>
              </tr>
            </thead>
            <tbody>
              {found.map(([name, value]) => (
                <tr key={name} className="border-b border-line/60 last:border-0">
                  <th scope="row" className="px-3.5 py-1 text-left font-mono font-normal">
                    {name}
                  </th>
                  <td className="px-3.5 py-1 text-right font-mono tabular-nums">{exact(value)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {found.length === 0 && <p className="px-3.5 py-3 text-muted">No feature by that name.</p>}
        </div>
      </Collapsible.Content>
    </Collapsible.Root>
  )
}
