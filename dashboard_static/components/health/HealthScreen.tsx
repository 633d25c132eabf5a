'use client'

import { Degraded } from '@/components/states/Degraded'
import { ScreenAnswer } from '@/components/states/Answer'
import { Screen } from '@/components/ui/Screen'
import { Stat, Stats } from '@/components/ui/Stat'
import { Term } from '@/components/ui/Term'
import { RelativeTime } from '@/components/ui/values'
import { VITALS_PATH } from '@/lib/api/addresses'
import type { Vitals } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import { duration } from '@/lib/format/time'
import { count } from '@/lib/format/numbers'
import { Components } from './Components'
import { Latencies } from './Latencies'
import { Minutes } from './Minutes'
import { Workers } from './Workers'

const POLL_MS = 10_000

/** The last hour, for whoever keeps this running. */
export function HealthScreen() {
  const vitals = useRead<Vitals>(VITALS_PATH, { everyMs: POLL_MS })
  return (
    <ScreenAnswer query={vitals} title="The vitals could not be loaded">
      {(data) => (
        <Screen
          title="Health"
          summary={
            <>
              the last hour, read <RelativeTime at={data.at} />
            </>
          }
        >
          <div
            className="flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto"
            tabIndex={0}
            role="group"
            aria-label="Vitals"
          >
            {data.unknown.length > 0 && (
              <Degraded>
                <strong className="font-semibold">Not everything could be read:</strong>{' '}
                {data.unknown.join(', ')}. What is shown is what answered.
              </Degraded>
            )}
            <Tiles vitals={data} />
            <div className="grid flex-1 gap-3 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
              <div className="flex min-w-0 flex-col gap-3">
                <Minutes minutes={data.minutes} />
                <Latencies latencies={data.latencies} />
              </div>
              <div className="flex min-w-0 flex-col gap-3">
                <Components />
                <Workers vitals={data} />
              </div>
            </div>
          </div>
        </Screen>
      )}
    </ScreenAnswer>
  )
}

function Tiles({ vitals: { queue, minutes } }: { vitals: Vitals }) {
  const decided = minutes.reduce((sum, minute) => sum + minute.decisions, 0)
  const degraded = minutes.reduce((sum, minute) => sum + minute.degraded, 0)
  const share = decided === 0 ? 0 : (100 * degraded) / decided
  return (
    <Stats>
      <Stat label="Decided in the last hour" value={count(decided)} note="by this system" />
      <Stat
        label={<Term name="degraded">Degraded</Term>}
        value={count(degraded)}
        note={decided === 0 ? 'nothing was decided' : `${share.toFixed(2)}% of them`}
      />
      <Stat label="Waiting" value={queue ? count(queue.waiting) : '–'} note={waited(queue)} />
      <Stat
        label="Dead letters"
        value={queue ? count(queue.dead) : '–'}
        note={queue && queue.dead > 0 ? 'see the runbook' : 'none failed for good'}
      />
    </Stats>
  )
}

function waited(queue: Vitals['queue']): string {
  if (!queue) return 'the queue did not answer'
  if (queue.behind_s === null) return `${count(queue.in_flight)} being decided`
  if (queue.behind_s < 1) return 'the oldest for under a second'
  return `the oldest for about ${duration(queue.behind_s)}`
}
