'use client'

import { ChartLine } from 'lucide-react'
import { EmptyState } from '@/components/states/EmptyState'
import { Panel } from '@/components/ui/Panel'
import type { EntityView } from '@/lib/api/messages'
import { plural, scoreOutOf100 } from '@/lib/format/numbers'
import { useTheme } from '@/lib/preferences/useTheme'
import { RiskChart } from './RiskChart'

/** Decisions the system remembers of one entity. */
const KEPT = 500

/** The score of each decided transaction over time, and the highest of each day in words. */
export function RiskPanel({ view: { points, days } }: { view: EntityView }) {
  const theme = useTheme()
  const highest = Math.max(0, ...points.map(({ score }) => score))
  return (
    <Panel
      title="Risk over time"
      aside={
        points.length > 0 && (
          <>
            {points.length < KEPT ? '' : 'the newest '}
            {plural(points.length, 'decision')}, highest {scoreOutOf100(highest)}
          </>
        )
      }
    >
      {points.length === 0 ? (
        <EmptyState icon={ChartLine} title="No decision yet" />
      ) : (
        <>
          {/* uPlot bakes its colours in: another theme is another chart. */}
          <div className="relative h-[150px] shrink-0" data-testid="risk-chart">
            <RiskChart key={theme} points={points} />
          </div>
          <Days days={days} />
        </>
      )}
    </Panel>
  )
}

function Days({ days }: { days: EntityView['days'] }) {
  return (
    <div className="flex shrink-0 items-stretch border-t border-line text-sm">
      <p className="w-16 shrink-0 self-center px-3.5 text-xs leading-4 text-muted">Highest a day</p>
      <ol
        aria-label="Highest score of each day"
        className="grid min-w-0 flex-1 grid-cols-8 text-center"
      >
        {days.map(({ day, score }) => (
          <li key={day} className="border-l border-line/70 py-1.5">
            <span className="block truncate text-xs text-muted">{dayName(day)}</span>
            <span className="font-mono tabular-nums">
              {score === null ? <span className="text-muted">—</span> : scoreOutOf100(score)}
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}

const named = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
/** 28 Nov: days are those of UTC. */
const dayName = (day: string) => named.format(new Date(`${day}T00:00:00Z`))
