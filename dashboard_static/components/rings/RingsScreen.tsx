'use client'

import { Network } from 'lucide-react'
import { useState } from 'react'
import { ScreenAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { PanelSkeleton } from '@/components/states/Skeleton'
import type { RingPage, RingSummary } from '@/lib/api/messages'
import { ringsPath } from '@/lib/api/rings'
import { usePages } from '@/lib/api/useApi'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useBack } from '@/lib/url/useBack'
import { useUrlState } from '@/lib/url/useUrlState'
import { OpenRing } from './OpenRing'
import { RingList } from './RingList'

const REFRESH_MS = 20_000
const COLUMNS =
  'grid min-h-[560px] lg:h-full lg:grid-cols-[clamp(232px,19vw,300px)_minmax(0,1fr)] max-lg:grid-cols-[minmax(0,1fr)] max-lg:grid-rows-[300px_auto]'

/** Every ring in order, the graph of one, and all that is known of it: side by side. */
export function RingsScreen() {
  const [ringId, setRingId] = useUrlState('ring', '', 'push')
  const [status] = useUrlState('status', 'active')
  const [sort] = useUrlState('sort', 'score')
  const [min_score] = useUrlState('min_score')
  const [min_size] = useUrlState('min_size')
  const list = usePages<RingPage, RingSummary>({
    path: (cursor) => ringsPath({ status, sort, min_score, min_size }, cursor),
    rows: ({ rings }) => rings,
    next: ({ next_cursor }) => next_cursor,
    everyMs: REFRESH_MS,
  })
  const back = useBack('/rings/')
  useKeys(ringId === '' ? {} : { back })
  const gravest = useFirst(list.rows[0]?.ring_id ?? '', `${status} ${sort} ${min_score}`)
  const shownId = ringId || gravest
  return (
    <div className={COLUMNS}>
      <RingList list={list} openId={shownId} onOpen={setRingId} />
      {shownId === '' ? (
        <section aria-label="Ring" className="border-line lg:border-l">
          <ScreenAnswer
            query={list.query}
            title="The rings could not be loaded"
            skeleton={<PanelSkeleton rows={9} />}
          >
            {() => (
              <EmptyState icon={Network} title="No ring is open">
                When one is found, its graph and its dossier stand here.
              </EmptyState>
            )}
          </ScreenAnswer>
        </section>
      ) : (
        <OpenRing key={shownId} ringId={shownId} />
      )}
    </div>
  )
}

/** The first row as it was when the list came: nothing changes under a reader who chose nothing. */
function useFirst(id: string, list: string): string {
  const [first, setFirst] = useState({ id, list })
  const isAnew = first.list !== list || first.id === ''
  if (isAnew && (first.id !== id || first.list !== list)) setFirst({ id, list })
  return isAnew ? id : first.id
}
