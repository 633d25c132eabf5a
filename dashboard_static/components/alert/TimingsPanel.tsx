import { Panel } from '@/components/ui/Panel'
import { milliseconds, spelled } from '@/lib/format/numbers'

const TOTAL = 'total'

export function TimingsPanel({ timingsMs }: { timingsMs: Record<string, number> }) {
  const stages = Object.entries(timingsMs).filter(([stage]) => stage !== TOTAL)
  const longest = Math.max(0.001, ...stages.map(([, ms]) => ms))
  const total = timingsMs[TOTAL] ?? stages.reduce((sum, [, ms]) => sum + ms, 0)
  return (
    <Panel
      title="Time taken"
      aside={<span className="font-mono text-text">{milliseconds(total)}</span>}
    >
      {stages.length === 0 ? (
        <p className="px-3.5 py-3 text-muted">No stage reported its time.</p>
      ) : (
        <ul className="py-2">
          {stages.map(([stage, ms]) => (
            <li
              key={stage}
              className="grid grid-cols-[96px_minmax(0,1fr)_64px] items-center gap-3 px-3.5 py-[3px]"
            >
              <span className="truncate text-muted">{spelled(stage)}</span>
              <span aria-hidden="true" className="h-1.5 rounded-full bg-control/20">
                <span
                  className="block h-full min-w-0.5 rounded-full bg-accent"
                  style={{ width: `${(100 * ms) / longest}%` }}
                />
              </span>
              <span className="text-right font-mono text-sm">{milliseconds(ms)}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
