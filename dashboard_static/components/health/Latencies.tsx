import { Panel } from '@/components/ui/Panel'
import { Explained } from '@/components/ui/Term'
import type { StageLatency } from '@/lib/api/messages'
import { count, milliseconds } from '@/lib/format/numbers'

/** The whole way first, then what it is made of. */
const STAGES: Readonly<Record<string, readonly [name: string, meaning: string]>> = {
  wait: [
    'received to decided',
    'From the moment the API took it to the decision, the queue included.',
  ],
  observe: ['observe', 'Windows and labels read and written in Redis, and the graph asked.'],
  graph: ['graph', 'Who shares a card, device or address with the user.'],
  score: ['score', 'The model, the rules and the lists.'],
  store: ['store', 'The decision kept and its alert raised.'],
}
const ORDER = Object.keys(STAGES)
const CELL = 'px-3.5 py-1.5 text-right font-mono tabular-nums'
const HEAD = 'px-3.5 py-1.5 text-right font-normal'

/** Half of the decisions were faster than p50, 99 of 100 faster than p99; the newest minutes first. */
export function Latencies({ latencies }: { latencies: readonly StageLatency[] }) {
  const stages = [...new Set(latencies.map(({ stage }) => stage))].sort(
    (one, other) => placeOf(one) - placeOf(other),
  )
  const windows = [...new Set(latencies.map(({ window_min }) => window_min))].sort((a, b) => a - b)
  const most = Math.max(1, ...latencies.map(({ ms_p99 }) => ms_p99 ?? 0))
  const at = (stage: string, window: number) =>
    latencies.find((each) => each.stage === stage && each.window_min === window)
  return (
    <Panel title="Latency by stage" aside="accurate to 2.5%" className="shrink-0">
      {stages.length === 0 ? (
        <p className="px-3.5 py-4 text-muted">Stages are timed from the first decision on.</p>
      ) : (
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line text-xs text-muted">
              <th scope="col" className={`${HEAD} !text-left`}>
                Stage
              </th>
              {windows.map((window) => [
                <th key={`${window} p50`} scope="col" className={HEAD}>
                  {window} min, p50
                </th>,
                <th key={`${window} p99`} scope="col" className={HEAD}>
                  p99
                </th>,
              ])}
              <td aria-hidden="true" />
            </tr>
          </thead>
          <tbody>
            {stages.map((stage) => (
              <tr key={stage} className="border-b border-line/60 last:border-0">
                <th scope="row" className="px-3.5 py-1.5 text-left font-normal">
                  <StageName stage={stage} />
                </th>
                {windows.map((window) => {
                  const found = at(stage, window)
                  const title = found && `${count(found.decisions)} decisions`
                  return [
                    <td key={`${window} p50`} title={title} className={CELL}>
                      {shown(found?.ms_p50)}
                    </td>,
                    <td key={`${window} p99`} title={title} className={CELL}>
                      {shown(found?.ms_p99)}
                    </td>,
                  ]
                })}
                <td aria-hidden="true" className="w-1/6 py-1.5 pr-3.5">
                  <span
                    className="block h-2 rounded-sm bg-accent/60"
                    style={{
                      width: `${(100 * (at(stage, windows[0] ?? 0)?.ms_p99 ?? 0)) / most}%`,
                    }}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function StageName({ stage }: { stage: string }) {
  const known = STAGES[stage]
  if (!known) return stage
  const [name, meaning] = known
  return <Explained text={meaning}>{name}</Explained>
}

const placeOf = (stage: string) => {
  const place = ORDER.indexOf(stage)
  return place < 0 ? ORDER.length : place
}
const shown = (ms: number | null | undefined) => (ms == null ? '–' : milliseconds(ms))
