'use client'

import { useVirtualizer } from '@tanstack/react-virtual'
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { AnyAlert } from '@/lib/feed/anyAlert'
import { linkOf } from '@/lib/feed/anyAlert'
import { useSelection } from '@/lib/feed/filterState'
import type { FeedRows } from '@/lib/feed/matching'
import { rowIndex } from '@/lib/feed/matching'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useFeed } from '@/lib/system/useFeed'
import { AlertRow } from './AlertRow'
import { ROW_HEIGHT } from './columns'

/** Above this pace a flash per row would be a strobe. */
const CALM_ALERTS_PER_SECOND = 12
const TOP_PX = 4

export function AlertRows({ rows }: { rows: FeedRows }) {
  const { feed } = useFeed()
  const box = useRef<HTMLDivElement>(null)
  const { seq: selected, select } = useSelection()
  const [firstSeq] = useState(() => feed.ring.newest(0)?.seq ?? 0)
  const isCalm = (feed.series.latest?.alerts ?? 0) <= CALM_ALERTS_PER_SECOND
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    // A row that keeps its alert can flash as it arrives; at pace it is cheaper to change its text.
    getItemKey: (index) => (isCalm ? (rows.row(index)?.seq ?? index) : index),
    overscan: feed.frozen ? 10 : 2,
  })
  const isFlashing = !feed.frozen && isCalm

  useMovingKeys(rows, (index) => virtual.scrollToIndex(index))
  useReturnToPlace(rows, (index) => virtual.scrollToIndex(index, { align: 'center' }))
  const isFrozen = feed.frozen !== null
  useEffect(() => {
    if (!isFrozen) box.current?.scrollTo({ top: 0 })
  }, [isFrozen])

  const scrolled = () => {
    const isAway = (box.current?.scrollTop ?? 0) > TOP_PX
    if (isAway && !feed.frozen) feed.freeze('scroll')
    if (!isAway && feed.frozen?.by === 'scroll') feed.resume()
  }
  // Opening holds the place, so that coming back shows the same rows.
  const opened = useCallback(
    (alert: AnyAlert) => {
      select(alert.seq)
      feed.freeze('pause')
    },
    [feed, select],
  )
  return (
    <div
      ref={box}
      role="rowgroup"
      tabIndex={0}
      data-testid="feed-scroll"
      onScroll={scrolled}
      className="min-h-0 flex-1 overflow-y-scroll"
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ key, index }) => {
          const alert = rows.row(index)
          return (
            alert && (
              <AlertRow
                key={key}
                alert={alert}
                index={index}
                isSelected={alert.seq === selected}
                isFresh={isFlashing && alert.seq > firstSeq}
                onOpen={opened}
              />
            )
          )
        })}
      </div>
    </div>
  )
}

/** j and k move and hold the feed still; Enter opens; Esc lets go. */
function useMovingKeys(rows: FeedRows, scrollTo: (index: number) => void): void {
  const { feed } = useFeed()
  const router = useRouter()
  const { seq, select } = useSelection()
  const selected = seq === null ? -1 : rowIndex(rows, seq)
  const move = (by: number) => () => {
    const to = selected < 0 ? 0 : Math.min(rows.count - 1, Math.max(0, selected + by))
    const alert = rows.row(to)
    if (!alert) return
    feed.freeze('pause')
    select(alert.seq)
    scrollTo(to)
  }
  const open = () => {
    const alert = rows.row(selected)
    if (alert) router.push(linkOf(alert))
  }
  const letGo = () => {
    select(null)
    feed.resume()
  }
  const pause = () => (feed.frozen ? letGo() : feed.freeze('pause'))
  useKeys({ down: move(1), up: move(-1), open, back: letGo, pause })
}

function useReturnToPlace(rows: FeedRows, scrollTo: (index: number) => void): void {
  const { feed } = useFeed()
  const first = useRef({ rows, scrollTo })
  useEffect(() => {
    const { seq } = useSelection.getState()
    if (feed.frozen?.by === 'scroll') feed.resume()
    else if (feed.frozen && seq !== null) {
      const index = rowIndex(first.current.rows, seq)
      if (index >= 0) first.current.scrollTo(index)
    }
  }, [feed])
}
