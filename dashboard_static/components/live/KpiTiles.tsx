'use client'

import { VITALS_PATH } from '@/lib/api/addresses'
import { casesPath } from '@/lib/api/cases'
import type { CasePage, Vitals } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import type { FeedStore } from '@/lib/feed/feedStore'
import type { Second } from '@/lib/feed/secondsSeries'
import { count, milliseconds } from '@/lib/format/numbers'
import { duration } from '@/lib/format/time'
import { useFeedSummary } from '@/lib/system/useFeed'
import { useNowMs } from '@/lib/system/useNow'
import { Sparkline } from './Sparkline'

const SPARK_SECONDS = 60
/** Until the live feed tells totals. */
const LAST = 'in the last second'
const CASES_MS = 15_000
const VITALS_MS = 15_000

const READ = {
  decisions: (second: Second) => second.decisions,
  alerts: (second: Second) => second.alerts,
  declines: (second: Second) => second.declines,
  slowestMs: (second: Second) => second.decision_ms_max,
} as const

/** One reading of the system a second; totals are known once the live feed tells them. */
function summarise(feed: FeedStore) {
  const values = (read: (second: Second) => number) => feed.series.values(read, SPARK_SECONDS)
  const slowestMs = values(READ.slowestMs)
  const isIdle = feed.series.sum(READ.decisions, SPARK_SECONDS) === 0
  return {
    latest: feed.series.latest,
    newest: feed.series.newest,
    declinesLastMinute: feed.series.sum(READ.declines, SPARK_SECONDS),
    decisions: values(READ.decisions),
    alerts: values(READ.alerts),
    declines: values(READ.declines),
    slowestMs,
    slowest: isIdle ? null : Math.max(0, ...slowestMs.map((value) => value ?? 0)),
  }
}

export function KpiTiles() {
  const now = useFeedSummary(summarise)
  const { latest, newest } = now
  const queue = useQueue()
  return (
    <dl className="grid shrink-0 grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      <Tile label="Decisions / s" value={newest && count(newest.decisions)} spark={now.decisions}>
        {latest ? `${count(latest.decisions_total)} in all` : LAST}
      </Tile>
      <Tile label="Alerts / s" value={newest && count(newest.alerts)} spark={now.alerts}>
        {latest ? shareOf(latest.alerts_total, latest.decisions_total) : LAST}
      </Tile>
      <Tile
        label="Declines, last minute"
        value={newest && count(now.declinesLastMinute)}
        spark={now.declines}
        isRisk
      >
        {newest && `${count(newest.declines)} in the last second`}
      </Tile>
      <Tile label="Latency, p99 of 5 min" value={useWait()} spark={now.slowestMs}>
        {newest
          ? `slowest in 60 s ${now.slowest === null ? '–' : milliseconds(now.slowest)}`
          : 'from receipt to decision'}
      </Tile>
      <Tile label="Open cases" value={queue?.active}>
        {queue?.investigating}
      </Tile>
      <Tile label="Oldest in queue" value={queue?.oldest}>
        {queue?.overdue}
      </Tile>
    </dl>
  )
}

/** What waits for people: the oldest among the most urgent hundred, where there are more. */
function useQueue() {
  const page = useRead<CasePage>(casesPath({}, null), { everyMs: CASES_MS }).data
  const nowMs = useNowMs()
  if (!page) return null
  const { open, investigating, overdue } = page.counts
  const waiting = page.cases.filter(({ hold }) => hold === null)
  const oldestMs = Math.min(nowMs, ...waiting.map(({ opened_at }) => Date.parse(opened_at)))
  const isPart = page.next_cursor !== null
  return {
    active: count(open + investigating),
    investigating: `${count(investigating)} being worked on`,
    oldest:
      waiting.length === 0
        ? 'none'
        : `${isPart ? '≥ ' : ''}${duration((nowMs - oldestMs) / 1_000)}`,
    overdue: overdue > 0 ? `${count(overdue)} past their time` : 'none is past its time',
  }
}

/** The time from receipt to decision that 99 of 100 stayed within; "–" where nothing was decided. */
function useWait(): string | undefined {
  const { data } = useRead<Vitals>(VITALS_PATH, { everyMs: VITALS_MS })
  const wait = data?.latencies.find(({ stage, window_min }) => stage === 'wait' && window_min === 5)
  if (!data) return undefined
  return wait?.ms_p99 == null ? '–' : milliseconds(wait.ms_p99)
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
