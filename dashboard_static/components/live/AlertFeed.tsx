'use client'

import { KeyLegend } from '@/components/ui/Key'
import { Panel } from '@/components/ui/Panel'
import { useFeedFilter } from '@/lib/feed/filterState'
import { useFeedRows } from '@/lib/feed/useFeedRows'
import { Button } from '@/components/ui/buttons'
import { useFeed } from '@/lib/system/useFeed'
import { plural } from '@/lib/format/numbers'
import { AlertRows } from './AlertRows'
import { FeedTools } from './FeedTools'
import { ResumePill } from './ResumePill'
import { COLUMNS, ROW_GRID } from './columns'

export function AlertFeed() {
  const { feed } = useFeed()
  const rows = useFeedRows()
  return (
    <Panel
      title="Live alert feed"
      aside={<FeedTools count={rows.count} />}
      className="max-lg:h-[70vh]"
    >
      <div className="relative flex min-h-0 flex-1 flex-col">
        <div className="flex min-h-0 flex-1 flex-col max-md:overflow-x-auto">
          <div
            role="table"
            aria-label="Alerts, newest first"
            aria-rowcount={rows.count + 1}
            data-testid="feed"
            data-frozen={feed.frozen?.by ?? 'no'}
            className="flex min-h-0 flex-1 flex-col max-md:min-w-[640px]"
          >
            <div
              role="rowgroup"
              className="shrink-0 overflow-y-scroll border-b border-line bg-raised text-xs text-muted [scrollbar-color:transparent_transparent]"
            >
              <div role="row" aria-rowindex={1} className={`${ROW_GRID} h-7`}>
                {COLUMNS.map(({ name, className }) => (
                  <span key={name} role="columnheader" className={`truncate ${className}`}>
                    {name}
                  </span>
                ))}
              </div>
            </div>
            <AlertRows rows={rows} />
          </div>
        </div>
        {rows.count === 0 && <NothingMatches />}
        <ResumePill />
      </div>
      <KeyLegend
        entries={[
          [['down', 'up'], 'move'],
          [['open'], 'open'],
          [['pause'], feed.frozen ? 'resume' : 'pause'],
        ]}
      />
    </Panel>
  )
}

function NothingMatches() {
  const { feed } = useFeed()
  const clear = useFeedFilter((state) => state.clear)
  return (
    <div className="absolute inset-x-0 top-16 flex flex-col items-center gap-3 p-6 text-center text-muted">
      <p>None of the {plural(feed.ring.size, 'alert')} kept here matches the filter.</p>
      <Button onClick={clear}>Clear the filter</Button>
    </div>
  )
}
