'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleAlert, CircleCheck, CircleX } from 'lucide-react'
import type { Health } from '@/lib/api/messages'
import { useSystemState } from '@/lib/system/SystemProvider'
import type { System } from '@/lib/system/SystemProvider'

const POLL_MS = 15_000

const STATUS = {
  up: { words: 'All systems up', icon: CircleCheck },
  degraded: { words: 'Degraded', icon: CircleAlert },
  down: { words: 'Not deciding', icon: CircleX },
} as const satisfies Record<Health['status'], unknown>

export function SystemHealth() {
  const state = useSystemState()
  return state.status === 'ready' ? <HealthLine system={state.system} /> : null
}

function HealthLine({ system: { client, apiUrl } }: { system: System }) {
  const { data } = useQuery({
    queryKey: ['health', apiUrl],
    queryFn: () => client.health(),
    refetchInterval: POLL_MS,
    retry: false,
  })
  if (!data) return null
  const { words, icon: Icon } = STATUS[data.status]
  return (
    <div
      data-testid="health"
      data-status={data.status}
      title={componentLines(data)}
      className="flex items-center gap-2.5 border-t border-line px-4 py-3"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <p className="min-w-0 leading-4 max-lg:sr-only">
        <span className="block">{words}</span>
        <span className="block truncate text-xs text-muted">Ringfence {data.version}</span>
      </p>
    </div>
  )
}

function componentLines({ components }: Health): string {
  const lines = Object.entries(components).map(
    ([name, { status, detail }]) => `${name}: ${status}, ${detail}`,
  )
  return lines.join('\n')
}
