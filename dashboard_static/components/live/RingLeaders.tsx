'use client'

import { Network } from 'lucide-react'
import Link from 'next/link'
import { MainExposure } from '@/components/rings/columns'
import { RiskChip } from '@/components/risk/RiskChip'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { Panel } from '@/components/ui/Panel'
import { RelativeTime } from '@/components/ui/values'
import { ringLink } from '@/lib/api/addresses'
import type { RingPage, RingSummary } from '@/lib/api/messages'
import { ringsPath } from '@/lib/api/rings'
import { useRead } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'

const REFRESH_MS = 20_000
const SHOWN = 12

/** The gravest rings of this moment, each a step from its graph. */
export function RingLeaders() {
  const query = useRead<RingPage>(
    ringsPath({ status: 'active', sort: 'score', min_score: '', min_size: '' }, null),
    { everyMs: REFRESH_MS },
  )
  return (
    <Panel
      title="Rings by risk"
      aside={
        <Link href="/rings/" prefetch={false} className="text-accent hover:underline">
          Open explorer
        </Link>
      }
    >
      <PanelAnswer query={query} title="The rings could not be loaded">
        {({ rings }) =>
          rings.length === 0 ? (
            <EmptyState icon={Network} title="No ring yet">
              They are looked for every few minutes.
            </EmptyState>
          ) : (
            <ul
              data-testid="ring-leaders"
              tabIndex={0}
              aria-label="Rings by risk"
              className="min-h-0 flex-1 overflow-y-auto"
            >
              {rings.slice(0, SHOWN).map((ring) => (
                <Leader key={ring.ring_id} ring={ring} />
              ))}
            </ul>
          )
        }
      </PanelAnswer>
    </Panel>
  )
}

function Leader({ ring }: { ring: RingSummary }) {
  const { ring_id, headline, score, risk_level, formed_at, frauds } = ring
  return (
    <li className="relative flex items-center gap-2.5 border-b border-line/70 px-3.5 py-1.5 last:border-0 hover:bg-raised">
      <span className="flex w-[58px] shrink-0">
        <RiskChip score={score} level={risk_level} />
      </span>
      <span className="min-w-0 flex-1">
        <Link
          href={ringLink(ring_id)}
          prefetch={false}
          title={`${ring_id}: ${headline}`}
          className="block truncate font-medium after:absolute after:inset-0"
        >
          {headline}
        </Link>
        <span className="flex items-baseline justify-between gap-2 text-sm">
          <span className="truncate text-muted">
            formed <RelativeTime at={formed_at} />
            {frauds > 0 && ` · ${plural(frauds, 'fraud')}`}
          </span>
          <MainExposure of={ring} />
        </span>
      </span>
    </li>
  )
}
