'use client'

import { Clock } from 'lucide-react'
import { Money, RelativeTime } from '@/components/ui/values'
import { amountText } from '@/lib/format/money'
import { duration, fullTime } from '@/lib/format/time'
import { useNowMs } from '@/lib/system/useNow'

/** Amounts by currency, each with its own sign: currencies are never added up. */
export function Exposure({ amounts }: { amounts: Readonly<Record<string, number>> }) {
  if (Object.keys(amounts).length === 0) return <span className="text-muted">–</span>
  return (
    <span className="inline-flex gap-2">
      {Object.entries(amounts).map(([currency, minor]) => (
        <Money key={currency} minor={minor} currency={currency} />
      ))}
    </span>
  )
}

/** The same as text, for a file. */
export function exposureText(amounts: Readonly<Record<string, number>>): string {
  return Object.entries(amounts)
    .map(([currency, minor]) => `${amountText(minor, currency)} ${currency}`)
    .join(', ')
}

interface DueTimeProps {
  at: string
  hasIcon?: boolean
  /** Where nothing around it says what time it is. */
  hasWord?: boolean
}

/** When it is due; what is past it says so in words. */
export function DueTime({ at, hasIcon = true, hasWord = false }: DueTimeProps) {
  const lateMs = useNowMs() - Date.parse(at)
  const isOver = lateMs > 0
  return (
    <span
      data-overdue={isOver || undefined}
      className={`inline-flex items-center gap-1 ${isOver ? 'font-semibold' : 'text-muted'}`}
    >
      {hasIcon && <Clock aria-hidden="true" className="size-3.5" />}
      {isOver && !hasWord ? (
        <span title={fullTime(at)}>{duration(lateMs / 1_000)} late</span>
      ) : (
        <>
          {hasWord && 'due '}
          <RelativeTime at={at} />
        </>
      )}
    </span>
  )
}
