'use client'

import { Panel } from '@/components/ui/Panel'
import { Term } from '@/components/ui/Term'
import type { EntityView, WindowNow } from '@/lib/api/messages'
import { money } from '@/lib/format/money'
import { count, quantity } from '@/lib/format/numbers'

const NAMES: Record<string, string> = {
  '1m': '1 min',
  '10m': '10 min',
  '1h': '1 h',
  '24h': '24 h',
  '7d': '7 days',
}
const COUNTERPARTS: Record<string, string> = {
  user: 'Users',
  card: 'Cards',
  device: 'Devices',
  ip: 'IPs',
  merchant: 'Merchants',
}
const LEAST_SHOWN = 0.1
/** Of fewer a multiple says nothing: 13 are "26,000 times" of next to none. */
const LEAST_COMPARED = 0.5
const HEAD =
  'px-2 py-1.5 text-right font-normal text-muted first:pl-3.5 first:text-left last:pr-3.5'
const CELL = 'px-2 py-1.5 text-right font-mono tabular-nums first:pl-3.5 last:pr-3.5'

/** What the windows hold at this moment beside what the entity's own pace comes to. */
export function WindowsPanel({ view: { windows, normal, currency } }: { view: EntityView }) {
  const others = Object.keys(windows[0]?.counterparts ?? {})
  return (
    <Panel
      title="Now against usual"
      aside={
        normal && (
          <span className="truncate">
            <Term name="baseline" />: {money(normal.median_minor, currency)} a payment, at most{' '}
            {money(normal.maximum_minor, currency)} in the last {normal.transactions}
          </span>
        )
      }
    >
      <div className="overflow-x-auto" tabIndex={0} role="group" aria-label="Windows now">
        <table data-testid="windows" className="w-full text-sm">
          <thead>
            <tr className="border-b border-line">
              <th className={HEAD}>Window</th>
              <th className={HEAD}>Transactions</th>
              <th className={HEAD}>Usual</th>
              <th className={HEAD}>× usual</th>
              <th className={HEAD}>Sum, {currency}</th>
              {others.map((other) => (
                <th key={other} className={HEAD}>
                  {COUNTERPARTS[other] ?? other}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {windows.map((window) => (
              <WindowRow key={window.window} window={window} others={others} currency={currency} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}

interface WindowRowProps {
  window: WindowNow
  others: readonly string[]
  currency: string
}

function WindowRow({ window, others, currency }: WindowRowProps) {
  const times = timesUsual(window)
  return (
    <tr className="border-b border-line/70 last:border-0">
      <th scope="row" className="px-2 py-1.5 pl-3.5 text-left font-medium">
        {NAMES[window.window] ?? window.window}
      </th>
      <td className={CELL}>{count(window.count)}</td>
      <td className={`${CELL} text-muted`}>{usual(window.usual_count)}</td>
      <td className={`${CELL} ${times !== null && times >= 2 ? 'font-semibold' : 'text-muted'}`}>
        {times === null ? '—' : `${quantity(times >= 10 ? Math.round(times) : times)}×`}
      </td>
      <td className={CELL}>{money(window.sum_minor, currency)}</td>
      {others.map((other) => (
        <td key={other} className={CELL}>
          {count(window.counterparts[other] ?? 0)}
        </td>
      ))}
    </tr>
  )
}

/** What is rarer than the shown digits tell is not never. */
function usual(value: number | null): string {
  if (value === null) return '—'
  if (value === 0) return 'none before'
  return value < LEAST_SHOWN ? `< ${LEAST_SHOWN}` : quantity(value)
}

/** One transaction is no departure, however rare they are. */
function timesUsual({ count: seen, usual_count: usual }: WindowNow): number | null {
  return usual === null || usual < LEAST_COMPARED || seen < 2 ? null : seen / usual
}
