import { Stat, Stats } from '@/components/ui/Stat'
import { count, plural } from '@/lib/format/numbers'
import { duration } from '@/lib/format/time'
import type { WhatIfResult } from '@/lib/whatif/simulate'

const HOUR_S = 3_600

interface OutcomesProps {
  result: WhatIfResult
  minutesEach: number
  /** What an hour is reckoned from; where that is less than one, it is said. */
  spanS?: number
}

/** What it would have changed, each number beside what was. */
export function Outcomes({ result, minutesEach, spanS = HOUR_S }: OutcomesProps) {
  const { before, after, flipsTotal } = result
  const reckoned = spanS < HOUR_S ? ` · from ${duration(spanS)}` : ''
  return (
    <Stats look="threes">
      <Stat label="Outcomes that flip" value={count(flipsTotal)} note={`of ${size(result)}`} />
      <Stat
        label="Alerts an hour"
        value={rate(after.alertsPerHour)}
        note={`${rate(before.alertsPerHour)} as decided${reckoned}`}
      />
      <Stat
        label="Precision"
        value={share(after.precision)}
        note={
          after.precision === null
            ? 'no alert is labelled'
            : `${share(before.precision)} as decided`
        }
      />
      <Stat
        label="Frauds caught"
        value={share(after.recall)}
        note={after.recall === null ? 'no fraud is labelled' : `${share(before.recall)} as decided`}
      />
      <Stat
        label="Analyst minutes an hour"
        value={rate(times(after.alertsPerHour, minutesEach))}
        note={`${rate(times(before.alertsPerHour, minutesEach))} as decided${reckoned}`}
      />
      <Stat
        label="Declined"
        value={count(after.decline)}
        note={`${count(before.decline)} as decided`}
      />
    </Stats>
  )
}

const size = ({ before }: WhatIfResult) =>
  plural(before.approve + before.review + before.decline, 'decision')
const times = (value: number | null, factor: number) => (value === null ? null : value * factor)

function rate(value: number | null): string {
  if (value === null) return '–'
  return value < 10 ? value.toFixed(1) : count(value)
}

function share(value: number | null): string {
  return value === null ? '–' : `${(value * 100).toFixed(1)} %`
}
