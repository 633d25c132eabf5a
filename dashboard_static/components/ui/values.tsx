'use client'

import { useSyncExternalStore } from 'react'
import { money } from '@/lib/format/money'
import { fullTime, relativeTime } from '@/lib/format/time'
import { useServerSkewMs } from '@/lib/system/useFeed'

export function Money({ minor, currency }: { minor: number; currency: string }) {
  return <span className="whitespace-nowrap font-mono tabular-nums">{money(minor, currency)}</span>
}

/** "3 min ago" by the server's clock, so that a wrong clock here tells no wrong story. */
export function RelativeTime({ at }: { at: string }) {
  const skewMs = useServerSkewMs()
  const nowMs = useSyncExternalStore(everyTenSeconds, tenSeconds, tenSeconds)
  return (
    <time dateTime={at} title={fullTime(at)} className="whitespace-nowrap tabular-nums">
      {relativeTime(at, nowMs + skewMs)}
    </time>
  )
}

const TICK_MS = 10_000
const tenSeconds = () => Math.floor(Date.now() / TICK_MS) * TICK_MS + TICK_MS

function everyTenSeconds(changed: () => void): () => void {
  const timer = setInterval(changed, TICK_MS)
  return () => clearInterval(timer)
}

/** Names and values, two columns: the facts of one thing. */
export function Facts({
  rows,
}: {
  rows: readonly (readonly [name: React.ReactNode, value: React.ReactNode])[]
}) {
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 px-3.5 py-3">
      {rows.map(([name, value], index) => (
        <div key={index} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
