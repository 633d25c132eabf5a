'use client'

import { Unplug } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/buttons'
import { count, plural } from '@/lib/format/numbers'
import { useSystem } from '@/lib/system/SystemProvider'
import { useConnection, useFeedFact } from '@/lib/system/useFeed'

/** Below this the page is back before anyone could read a banner. */
const QUIET_ATTEMPTS = 1

export function DisconnectedBanner() {
  const hasHistory = useFeedFact((feed) => feed.hasHistory)
  const { phase, attempt } = useConnection()
  if (phase === 'unauthorised')
    return (
      <Banner>
        The API refused this page: it answered 401. Sign-in may have been switched on.
      </Banner>
    )
  if (phase !== 'reconnecting' || attempt <= QUIET_ATTEMPTS || !hasHistory) return null
  return <Disconnected />
}

function Disconnected() {
  const { connection } = useSystem()
  const kept = useFeedFact((feed) => feed.ring.size)
  const last = useFeedFact((feed) => feed.sequence.last)
  const { attempt, retryAtMs } = useConnection()
  return (
    <Banner>
      <span>
        <strong className="font-semibold">The live connection is lost.</strong>{' '}
        {kept > 0 && `${plural(kept, 'alert')} are kept. `}
        {last !== null && `The feed goes on after alert ${count(last)}, so none is skipped.`}
      </span>
      <span className="ml-auto flex shrink-0 items-center gap-3 text-muted">
        <RetryCountdown attempt={attempt} retryAtMs={retryAtMs} />
        <Button onClick={connection.start}>Retry now</Button>
      </span>
    </Banner>
  )
}

function Banner({ children }: { children: React.ReactNode }) {
  return (
    <div
      role="alert"
      data-testid="disconnected-banner"
      className="flex shrink-0 animate-appear items-center gap-3 border-b border-control bg-raised px-4 py-2"
    >
      <Unplug aria-hidden="true" className="size-4 shrink-0" />
      {children}
    </div>
  )
}

function RetryCountdown({ attempt, retryAtMs }: { attempt: number; retryAtMs: number | null }) {
  const nowMs = useNow(retryAtMs !== null)
  const seconds = retryAtMs === null ? 0 : Math.ceil((retryAtMs - nowMs) / 1_000)
  return (
    // Hidden from screen readers: an alert that changes every second would be read every second.
    <span aria-hidden="true" className="font-mono text-sm">
      attempt {attempt} {seconds > 0 ? `in ${seconds} s` : '…'}
    </span>
  )
}

function useNow(isTicking: boolean): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    if (!isTicking) return
    const timer = setInterval(() => setNowMs(Date.now()), 250)
    return () => clearInterval(timer)
  }, [isTicking])
  return nowMs
}
