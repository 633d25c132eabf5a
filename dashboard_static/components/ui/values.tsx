'use client'

import { money } from '@/lib/format/money'
import { fullTime, relativeTime } from '@/lib/format/time'
import { useNowMs } from '@/lib/system/useNow'

export function Money({ minor, currency }: { minor: number; currency: string }) {
  return <span className="whitespace-nowrap font-mono tabular-nums">{money(minor, currency)}</span>
}

/** "3 min ago" by the server's clock, so that a wrong clock here tells no wrong story. */
export function RelativeTime({ at }: { at: string }) {
  const nowMs = useNowMs()
  return (
    <time dateTime={at} title={fullTime(at)} className="whitespace-nowrap tabular-nums">
      {relativeTime(at, nowMs)}
    </time>
  )
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
