'use client'

import { Panel } from '@/components/ui/Panel'
import { useFeedFilter } from '@/lib/feed/filterState'
import type { FeedStore } from '@/lib/feed/feedStore'
import { reasonsFiring } from '@/lib/feed/leaders'
import { count } from '@/lib/format/numbers'
import { useFeedSummary } from '@/lib/system/useFeed'

const SHOWN = 12

function summarise({ ring }: FeedStore) {
  return { rows: reasonsFiring(ring, SHOWN), size: ring.size }
}

export function ReasonsFiring() {
  const { rows, size } = useFeedSummary(summarise)
  const narrow = useFeedFilter((state) => state.narrow)
  const most = rows[0]?.count ?? 1
  return (
    <Panel title="Reasons firing" aside={`in ${count(size)} alerts kept`}>
      {rows.length === 0 ? (
        <p className="px-3.5 py-4 text-muted">Reason codes appear here with the first alert.</p>
      ) : (
        <ul className="min-h-0 overflow-y-auto py-1.5" tabIndex={0} aria-label="Reason codes">
          {rows.map(({ code, count: fired }) => (
            <li key={code}>
              <button
                type="button"
                title={`Show only alerts with ${code}`}
                onClick={() => narrow({ text: code })}
                className="grid w-full grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)_auto] items-center gap-2.5 px-3.5 py-[3px] text-left hover:bg-raised"
              >
                <span className="truncate font-mono text-sm">{code}</span>
                <span aria-hidden="true" className="h-1.5">
                  <span
                    className="block h-full min-w-1 rounded-full bg-accent"
                    style={{ width: `${(100 * fired) / most}%` }}
                  />
                </span>
                <span className="min-w-[4ch] text-right font-mono text-sm">{count(fired)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
