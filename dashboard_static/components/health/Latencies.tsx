import { Panel } from '@/components/ui/Panel'
import type { StageLatency } from '@/lib/api/messages'
import { count, milliseconds } from '@/lib/format/numbers'

const STAGES: Record<string, string> = { wait: 'received to decided' }
const HEADS = ['Stage', 'Window', 'Decisions', 'p50', 'p99'] as const

export function Latencies({ latencies }: { latencies: readonly StageLatency[] }) {
  const most = Math.max(1, ...latencies.map(({ ms_p99 }) => ms_p99 ?? 0))
  return (
    <Panel title="Latency by stage" aside="each within 2.5%">
      <table className="w-full text-sm">
        <thead>
          <tr className="border-b border-line text-xs text-muted">
            {HEADS.map((head, at) => (
              <th
                key={head}
                scope="col"
                className={`px-3.5 py-1.5 font-normal ${at < 2 ? 'text-left' : 'text-right'}`}
              >
                {head}
              </th>
            ))}
            <td aria-hidden="true" />
          </tr>
        </thead>
        <tbody>
          {latencies.map((each) => (
            <tr
              key={`${each.stage} ${each.window_min}`}
              className="border-b border-line/60 last:border-0"
            >
              <th scope="row" className="px-3.5 py-1 text-left font-normal">
                {STAGES[each.stage] ?? each.stage}
              </th>
              <td className="px-3.5 py-1 text-muted">{each.window_min} min</td>
              <td className="px-3.5 py-1 text-right font-mono">{count(each.decisions)}</td>
              <td className="px-3.5 py-1 text-right font-mono">{shown(each.ms_p50)}</td>
              <td className="px-3.5 py-1 text-right font-mono">{shown(each.ms_p99)}</td>
              <td aria-hidden="true" className="w-1/5 py-1 pr-3.5">
                <span
                  className="block h-2 rounded-sm bg-accent/60"
                  style={{ width: `${(100 * (each.ms_p99 ?? 0)) / most}%` }}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

const shown = (ms: number | null) => (ms === null ? '–' : milliseconds(ms))
