'use client'

import { Panel } from '@/components/ui/Panel'
import { Term } from '@/components/ui/Term'
import { useFeedFilter } from '@/lib/feed/filterState'
import type { FeedStore } from '@/lib/feed/feedStore'
import { reasonsFiring } from '@/lib/feed/leaders'
import { count } from '@/lib/format/numbers'
import { reasonWords } from '@/lib/rules/reasonWords'
import { useRulePrecisions } from '@/lib/rules/useRulePrecisions'
import { useFeedSummary } from '@/lib/system/useFeed'

const SHOWN = 16
const GRID =
  'grid w-full grid-cols-[minmax(0,1fr)_clamp(22px,calc(6vw-52px),64px)_4ch_50px] items-center gap-2 px-3.5'

function summarise({ ring }: FeedStore) {
  return { rows: reasonsFiring(ring, SHOWN), size: ring.size }
}

/** What speaks in the alerts kept here, and how often each rule was right where the truth is known. */
export function ReasonsFiring() {
  const { rows, size } = useFeedSummary(summarise)
  const rules = useRulePrecisions()
  const narrow = useFeedFilter((state) => state.narrow)
  const most = rows[0]?.count ?? 1
  return (
    <Panel title="Reasons firing" aside={`in ${count(size)} alerts kept`}>
      {rows.length === 0 ? (
        <p className="px-3.5 py-4 text-muted">Reason codes appear here with the first alert.</p>
      ) : (
        <>
          <div className={`${GRID} h-7 shrink-0 border-b border-line bg-raised text-xs text-muted`}>
            <span>Reason</span>
            <span className="col-span-2 text-right">Fired</span>
            <span className="text-right">
              <Term name="precision">Precision</Term>
            </span>
          </div>
          <ul className="min-h-0 overflow-y-auto py-1" tabIndex={0} aria-label="Reason codes">
            {rows.map(({ code, count: fired }) => (
              <li key={code}>
                <button
                  type="button"
                  title={`${code}: show only alerts with it`}
                  onClick={() => narrow({ text: code })}
                  className={`${GRID} py-[3px] text-left hover:bg-raised`}
                >
                  <span className="text-sm leading-4 [overflow-wrap:anywhere]">
                    {reasonWords(code)}
                  </span>
                  <span aria-hidden="true" className="h-1.5">
                    <span
                      className="block h-full min-w-1 rounded-full bg-accent"
                      style={{ width: `${(100 * fired) / most}%` }}
                    />
                  </span>
                  <span className="text-right font-mono text-sm">{count(fired)}</span>
                  <span className="text-right font-mono text-sm text-muted">
                    {percent(rules.get(code)?.precision)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  )
}

const percent = (share: number | null | undefined) =>
  share == null ? '–' : `${Math.round(100 * share)}%`
