'use client'

import { median, usePace } from '@/lib/cases/pace'
import { duration } from '@/lib/format/time'
import { plural } from '@/lib/format/numbers'

/** How long this analyst takes from opening a case to saying what it is. */
export function Pace() {
  const seconds = usePace((pace) => pace.seconds)
  const middle = median(seconds)
  return (
    <p
      data-testid="pace"
      data-seconds={seconds.at(-1)?.toFixed(1)}
      className="flex h-9 shrink-0 items-center gap-2 border-t border-line bg-surface px-3.5 text-sm text-muted"
    >
      {middle === null
        ? 'Seconds per case appear here once you decide one.'
        : `${plural(seconds.length, 'case')} decided · half within ${duration(middle)} · last ${duration(seconds.at(-1) ?? 0)}`}
    </p>
  )
}
