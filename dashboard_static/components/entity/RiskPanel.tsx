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
    <ol
      aria-label="Highest score of each day"
      className="grid shrink-0 grid-cols-8 border-t border-line text-center text-sm"
    >
      {days.map(({ day, score }) => (
        <li key={day} className="border-r border-line/70 py-1.5 last:border-0">
          <span className="block text-xs text-muted">{day.slice(5)}</span>
          <span className="font-mono tabular-nums">
            {score === null ? <span className="text-muted">—</span> : scoreOutOf100(score)}
          </span>
        </li>
      ))}
    </ol>
  )
}
