import { Panel } from '@/components/ui/Panel'
import type { MinuteVitals } from '@/lib/api/messages'
import { clockTime } from '@/lib/format/time'
import { count } from '@/lib/format/numbers'

/** A bar a minute; the degraded part is hatched, not coloured: colour is kept for risk. */
export function Minutes({ minutes }: { minutes: readonly MinuteVitals[] }) {
  const most = Math.max(1, ...minutes.map(({ decisions }) => decisions))
  const missing = missingOf(minutes)
  const hasAny = minutes.some(({ decisions }) => decisions > 0)
  return (
    <Panel
      title="Decisions a minute"
      aside={hasAny && `${count(most)} in the busiest`}
      className="min-h-[180px] flex-1"
    >
      <div
        aria-hidden="true"
        className="relative mx-3.5 mt-3 flex min-h-0 flex-1 items-end gap-px border-b border-line"
      >
        {!hasAny && (
          <p className="absolute inset-0 grid place-items-center text-muted">
            Nothing was decided in the last hour
          </p>
        )}
        {hasAny && <Grid most={most} />}
        {minutes.map((minute) => (
          <span
            key={minute.at}
            title={`${clockTime(minute.at)}: ${count(minute.decisions)} decided, ${count(minute.degraded)} degraded`}
            className="relative flex-1 rounded-t-[1px] bg-accent/60"
            style={{ height: `${(100 * minute.decisions) / most}%` }}
          >
            <span
              className="absolute inset-x-0 bottom-0 bg-[repeating-linear-gradient(45deg,rgb(var(--text)),rgb(var(--text))_1px,transparent_1px,transparent_3px)]"
              style={{
                height: `${minute.decisions === 0 ? 0 : (100 * minute.degraded) / minute.decisions}%`,
              }}
            />
          </span>
        ))}
      </div>
      <p className="flex justify-between px-3.5 pb-2 pt-1 font-mono text-xs text-muted">
        {ticksOf(minutes).map(({ at }) => (
          <span key={at}>{clockTime(at).slice(0, 5)}</span>
        ))}
      </p>
      {hasAny && (
        <p className="border-t border-line px-3.5 py-2 text-muted">
          {missing.length === 0
            ? 'Every decision of the hour had all of its stages.'
            : `Decided without: ${missing.map(([stage, times]) => `${stage} (${count(times)})`).join(', ')}.`}
        </p>
      )}
    </Panel>
  )
}

/** Half and whole of the busiest minute, so that a bar can be read. */
function Grid({ most }: { most: number }) {
  return [0.5, 1].map((part) => (
    <span
      key={part}
      className="absolute inset-x-0 border-t border-line/70 font-mono text-xs text-muted"
      style={{ bottom: `${100 * part}%` }}
    >
      {part < 1 && most > 1 && count(most * part)}
    </span>
  ))
}

/** A quarter of an hour apart, the first and the last among them. */
function ticksOf(minutes: readonly MinuteVitals[]): MinuteVitals[] {
  const last = minutes.length - 1
  const places = new Set([0, 1, 2, 3, 4].map((part) => Math.round((last * part) / 4)))
  return [...places].flatMap((place) => minutes[place] ?? [])
}

function missingOf(minutes: readonly MinuteVitals[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const { missing } of minutes)
    for (const [stage, times] of Object.entries(missing))
      counts.set(stage, (counts.get(stage) ?? 0) + times)
  return [...counts].sort(([, a], [, b]) => b - a)
}
