'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import { PanelAnswer } from '@/components/states/Answer'
import { Panel } from '@/components/ui/Panel'
import { milliseconds } from '@/lib/format/numbers'
import { useSystem } from '@/lib/system/SystemProvider'

const MARKS = { up: CircleCheck, degraded: CircleAlert, down: CircleX } as const

/** What a decision leans on, asked just now; the same answer as the side bar's. */
export function Components() {
  const { client, apiUrl } = useSystem()
  const health = useQuery({ queryKey: ['health', apiUrl], queryFn: () => client.health() })
  return (
    <Panel title="Components" aside={health.data && `Ringfence ${health.data.version}`}>
      <PanelAnswer query={health} title="Health could not be asked for">
        {({ components }) => (
          <ul>
            {Object.entries(components).map(([name, { status, detail, latency_ms }]) => {
              const Mark = MARKS[status]
              return (
                <li
                  key={name}
                  className="flex items-start gap-2.5 border-b border-line px-3.5 py-2 last:border-0"
                >
                  <Mark aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
                  <span className="min-w-0 flex-1">
                    <span className="font-medium">{name}</span>{' '}
                    <span className="text-muted">is {status}</span>
                    <span className="block text-sm text-muted [overflow-wrap:anywhere]">
                      {detail}
                    </span>
                  </span>
                  {latency_ms != null && (
                    <span className="font-mono text-sm">{milliseconds(latency_ms)}</span>
                  )}
                </li>
              )
            })}
          </ul>
        )}
      </PanelAnswer>
    </Panel>
  )
}
