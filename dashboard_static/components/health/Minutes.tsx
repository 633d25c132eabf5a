import { Panel } from '@/components/ui/Panel'
import type { MinuteVitals } from '@/lib/api/messages'
import { clockTime } from '@/lib/format/time'
import { count } from '@/lib/format/numbers'

/** A bar a minute; the degraded part is hatched, not coloured: colour is kept for risk. */
export function Minutes({ minutes }: { minutes: readonly MinuteVitals[] }) {
  const most = Math.max(1, ...minutes.map(({ decisions }) => decisions))
  const missing = missingOf(minutes)
  return (
    <Panel title="Decisions a minute" aside={`at most ${count(most)}`}>
      <div aria-hidden="true" className="flex min-h-40 flex-1 items-end gap-px px-3.5 pt-3">
        {minutes.map((minute) => (
          <span
            key={minute.at}
            title={`${clockTime(minute.at)}: ${count(minute.decisions)} decided, ${count(minute.degraded)} degraded`}
            className="relative flex-1 bg-accent/60"
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
        <span>{minutes[0] && clockTime(minutes[0].at)}</span>
        <span>{minutes.at(-1) && clockTime(minutes.at(-1)?.at ?? '')}</span>
      </p>
      <p className="border-t border-line px-3.5 py-2 text-muted">
        {missing.length === 0
          ? 'Every decision of the hour had all of its stages.'
          : `Decided without: ${missing.map(([stage, times]) => `${stage} (${count(times)})`).join(', ')}.`}
      </p>
    </Panel>
  )
}

function missingOf(minutes: readonly MinuteVitals[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const { missing } of minutes)
    for (const [stage, times] of Object.entries(missing))
      counts.set(stage, (counts.get(stage) ?? 0) + times)
  return [...counts].sort(([, a], [, b]) => b - a)
}
