'use client'

import dynamic from 'next/dynamic'
import { Button } from '@/components/ui/buttons'
import { Panel } from '@/components/ui/Panel'
import { count } from '@/lib/format/numbers'
import { useTheme } from '@/lib/preferences/useTheme'
import { useFeedSummary } from '@/lib/system/useFeed'
import type { FeedStore } from '@/lib/feed/feedStore'
import type { Traffic } from './TrafficChart'

// Alerts matter more than their curve: without it the screen goes on.
const TrafficChart = dynamic<Traffic>(
  () =>
    import('./TrafficChart').then((module) => module.TrafficChart).catch(() => MissingTrafficChart),
  { ssr: false },
)

function summarise({ series }: FeedStore) {
  return {
    newest: series.newest,
    seconds: series.seconds(),
    decisions: series.values((second) => second.decisions),
    alerts: series.values((second) => second.alerts),
    declines: series.values((second) => second.declines),
  }
}

export function TrafficPanel() {
  const traffic = useFeedSummary(summarise)
  const theme = useTheme()
  const { newest } = traffic
  return (
    <Panel title="Traffic, last 3 minutes" aside={<Legend />} className="max-lg:h-60">
      <div className="relative min-h-0 flex-1 p-2">
        {newest ? (
          // uPlot bakes colours in when it is made, so a theme makes a new chart.
          <TrafficChart key={theme} {...traffic} />
        ) : (
          <p className="grid h-full place-items-center text-muted">Waiting for the first second…</p>
        )}
        {newest && (
          <p className="sr-only">
            In the last second {count(newest.decisions)} decisions, {count(newest.alerts)} alerts
            and {count(newest.declines)} declines.
          </p>
        )}
      </div>
    </Panel>
  )
}

function MissingTrafficChart() {
  return (
    <div className="flex h-full flex-col items-center justify-center gap-2 text-muted">
      <p>The chart could not be fetched: the server was not reached.</p>
      <Button onClick={() => location.reload()}>Load the page again</Button>
    </div>
  )
}

function Legend() {
  return (
    <ul className="flex items-center gap-4 whitespace-nowrap">
      <LegendItem className="border-dashed border-muted">Decisions/s (left)</LegendItem>
      <LegendItem className="border-accent">Alerts/s (right)</LegendItem>
      <LegendItem className="border-risk-4">Declines/s (right)</LegendItem>
    </ul>
  )
}

function LegendItem({ className, children }: { className: string; children: React.ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <span aria-hidden="true" className={`w-3.5 border-t-2 ${className}`} />
      {children}
    </li>
  )
}
