'use client'

import { Lock, Network } from 'lucide-react'
import { RiskChip } from '@/components/risk/RiskChip'
import { DueTime, Exposure } from '@/components/case/values'
import type { CaseSummary } from '@/lib/api/messages'
import { plural } from '@/lib/format/numbers'
import { brief } from '@/lib/format/sentences'

interface QueueRowProps {
  case: CaseSummary
  me: string | null
  isOpen: boolean
  isActive: boolean
  onOpen(): void
}

export function QueueRow({ case: row, me, isOpen, isActive, onOpen }: QueueRowProps) {
  const ring = row.anchors.find(({ type }) => type === 'ring')
  const user = row.anchors.find(({ type }) => type === 'user')
  const holder = row.hold?.person
  return (
    <li
      data-testid="queue-row"
      data-case-id={row.case_id}
      data-active={isActive || undefined}
      aria-current={isOpen || undefined}
      className="relative grid grid-cols-[58px_minmax(0,1fr)_auto] items-center gap-2.5 border-b border-line/70 px-3.5 py-2 hover:bg-raised aria-[current]:bg-accent/15 data-[active]:shadow-[inset_3px_0_0_rgb(var(--accent))]"
    >
      <span className="flex">
        <RiskChip score={row.score} level={row.risk_level} />
      </span>
      <button
        type="button"
        onClick={onOpen}
        className="min-w-0 text-left after:absolute after:inset-0"
      >
        <span title={row.headline} className="block truncate font-medium">
          {brief(row.headline)}
        </span>
        <span className="flex min-w-0 items-center gap-1.5 text-sm text-muted">
          {ring && <Network aria-label={`in ring ${ring.id}`} className="size-3.5 shrink-0" />}
          <span className="truncate font-mono">{user?.id ?? row.anchors[0]?.id}</span>
          <span className="shrink-0">· {plural(row.alert_count, 'alert')}</span>
        </span>
      </button>
      <span className="flex flex-col items-end gap-0.5 text-sm">
        <Exposure amounts={row.exposure} />
        {holder ? (
          <span className="flex items-center gap-1 text-muted">
            <Lock aria-hidden="true" className="size-3" />
            {holder === me ? 'you' : holder}
          </span>
        ) : (
          <DueTime at={row.due_at} hasIcon={false} />
        )}
      </span>
    </li>
  )
}
