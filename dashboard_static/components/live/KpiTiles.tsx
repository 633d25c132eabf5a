'use client'

import { casesPath } from '@/lib/api/cases'
import type { CasePage, StatsFrame } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import type { FeedStore } from '@/lib/feed/feedStore'
import { count, milliseconds, plural, wholeMilliseconds } from '@/lib/format/numbers'
import { useConnection, useFeedSummary } from '@/lib/system/useFeed'
import { Sparkline } from './Sparkline'

const SPARK_SECONDS = 60

const READ = {
  decisions: (frame: StatsFrame) => frame.decisions,
  alerts: (frame: StatsFrame) => frame.alerts,
  declines: (frame: StatsFrame) => frame.declines,
  slowestMs: (frame: StatsFrame) => frame.decision_ms_max,
} as const

/** One reading of the system a second, from StatsFrames and sequence numbers only. */
function summarise(feed: FeedStore) {
  const values = (read: (frame: StatsFrame) => number) => feed.series.values(read, SPARK_SECONDS)
  return {
    latest: feed.series.latest,
    missed: feed.missed,
    lost: feed.lostFromStream,
    declinesLastMinute: feed.series.sum(READ.declines, SPARK_SECONDS),
    decisions: values(READ.decisions),
    alerts: values(READ.alerts),
    declines: values(READ.declines),
    slowestMs: values(READ.slowestMs),
  }
}

export function KpiTiles() {
  const now = useFeedSummary(summarise)
  const { alertMs } = useConnection()
  const { latest } = now
  const cases = useRead<CasePage>(casesPath({}, null), { everyMs: 15_000 }).data?.counts
  const slowest = Math.max(0, ...now.slowestMs.map((value) => value ?? 0))
  return (
    <dl className="grid shrink-0 grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      <Tile label="Decisions / s" value={latest && count(latest.decisions)} spark={now.decisions}>
        {latest && `${count(latest.decisions_total)} in all`}
      </Tile>
      <Tile label="Alerts / s" value={latest && count(latest.alerts)} spark={now.alerts}>
        {latest && shareOf(latest.alerts_total, latest.decisions_total)}
      </Tile>
      <Tile label="Open cases" value={cases && count(cases.open + cases.investigating)}>
        {cases && (cases.overdue > 0 ? `${count(cases.overdue)} past their time` : 'none is late')}
      </Tile>
      <Tile
        label="Declines, last minute"
        value={latest && count(now.declinesLastMinute)}
        spark={now.declines}
        isRisk
      >
        {latest && `${count(latest.declines)} in the last second`}
      </Tile>
      <Tile
        label="Slowest decision"
        value={latest && milliseconds(latest.decision_ms_max)}
        spark={now.slowestMs}
      >
        {latest && `${milliseconds(slowest)} at worst in 60 s`}
      </Tile>
      <Tile label="Missed" value={count(now.missed)}>
        {now.lost > 0
          ? `${plural(now.lost, 'alert')} left the stream`
          : alertMs === null
            ? 'proved by sequence'
            : `${wholeMilliseconds(alertMs)} alert to screen`}
      </Tile>
    </dl>
  )
}

function shareOf(alerts: number, decisions: number): string {
  return decisions === 0
    ? 'no decision yet'
    : `${((100 * alerts) / decisions).toFixed(1)}% of decisions`
}

interface TileProps {
  label: string
  value: string | undefined
  spark?: (number | null)[]
  isRisk?: boolean
  children: React.ReactNode
}

function Tile({ label, value, spark, isRisk = false, children }: TileProps) {
  return (
    <div
      data-testid="tile"
      data-tile={label}
      className="relative min-w-0 overflow-hidden rounded-lg border border-line bg-surface px-3.5 py-2.5"
    >
      <dt className="truncate text-sm text-muted">{label}</dt>
      <dd className="mt-0.5 font-mono text-xl font-medium tabular-nums">{value ?? '–'}</dd>
      <dd className="h-[18px] truncate text-sm text-muted">
        {value === undefined ? 'waiting' : children}
      </dd>
      {spark && (
        <Sparkline
          values={spark}
          isRisk={isRisk}
          className="absolute right-3 top-[27px] h-6 w-16 min-[1400px]:w-[84px] 2xl:w-28"
        />
      )}
    </div>
  )
}
