'use client'

import { LoaderCircle, Unplug } from 'lucide-react'
import type { ReactNode } from 'react'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { count, plural, wholeMilliseconds } from '@/lib/format/numbers'
import { useSystem } from '@/lib/system/SystemProvider'
import { useConnection, useFeedFact } from '@/lib/system/useFeed'

/** "Live · 38 ms" and "0 missed": the round trip, and what the sequence numbers prove. */
export function LiveState() {
  const connection = useConnection()
  const missed = useFeedFact((feed) => feed.missed)
  const lost = useFeedFact((feed) => feed.lostFromStream)
  const name = stateName(connection.phase, connection.attempt)
  const alertMs = connection.alertMs
  const title =
    alertMs === null
      ? undefined
      : `The newest alert took ${wholeMilliseconds(alertMs)} to this screen`
  return (
    <div
      data-testid="live-state"
      data-phase={connection.phase}
      className="flex items-center gap-3 whitespace-nowrap"
    >
      <span data-testid="missed" className={missed > 0 ? 'font-medium text-text' : 'text-muted'}>
        <MissedTerm>
          <span className="font-mono">{count(missed)}</span> missed
        </MissedTerm>
        {lost > 0 && (
          <span className="max-md:sr-only">
            {` · ${plural(lost, 'alert')} left the stream before this page came back`}
          </span>
        )}
      </span>
      <span title={title} className="flex items-center gap-1.5">
        <StateMark name={name} />
        {name}
        {name === 'Live' && connection.roundTripMs !== null && (
          <span className="text-muted max-sm:hidden">
            · <span className="font-mono">{wholeMilliseconds(connection.roundTripMs)}</span>
          </span>
        )}
      </span>
      <Announcer name={name} />
    </div>
  )
}

const Term = lazy(() =>
  import('@/components/ui/Term').then(
    (module) => ({ default: module.Term }),
    () => ({ default: ({ children }: { name: 'missed'; children?: ReactNode }) => children }),
  ),
)

/** The tooltip comes after the first paint; until then, or without a line, the words stand alone. */
function MissedTerm({ children }: { children: ReactNode }) {
  return (
    <Suspense fallback={children}>
      <Term name="missed">{children}</Term>
    </Suspense>
  )
}

type StateName = 'Live' | 'Connecting' | 'Reconnecting' | 'Offline'

function stateName(phase: string, attempt: number): StateName {
  if (phase === 'live') return 'Live'
  const isOffline = typeof navigator !== 'undefined' && !navigator.onLine
  if (isOffline || attempt > 5) return 'Offline'
  return phase === 'reconnecting' ? 'Reconnecting' : 'Connecting'
}

/** Three shapes, no colour code: colour means risk only. */
function StateMark({ name }: { name: StateName }) {
  if (name === 'Offline') return <Unplug aria-hidden="true" className="size-3.5" />
  if (name !== 'Live')
    return <LoaderCircle aria-hidden="true" className="size-3.5 animate-spin text-muted" />
  return (
    <span aria-hidden="true" className="size-2 rounded-full bg-accent ring-[3px] ring-accent/25" />
  )
}

const ANNOUNCE_MS = 15_000

/** For screen readers: a summary now and then, never one message per alert. */
function Announcer({ name }: { name: StateName }) {
  const { feed } = useSystem()
  const [summary, setSummary] = useState('')
  const told = useRef<number | null>(null)
  useEffect(() => {
    const timer = setInterval(() => {
      const newest = feed.ring.newest(0)?.seq ?? 0
      const fresh = told.current === null ? 0 : feed.ring.countAfter(told.current)
      told.current = newest
      if (fresh > 0) setSummary(`${plural(fresh, 'new alert')}, ${count(feed.missed)} missed`)
    }, ANNOUNCE_MS)
    return () => clearInterval(timer)
  }, [feed])
  return (
    <span role="status" aria-live="polite" className="sr-only">
      {name}. {summary}
    </span>
  )
}
