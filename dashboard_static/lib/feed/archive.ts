import type { AlertPage } from '@/lib/api/messages'
import type { AnyAlert } from './anyAlert'
import type { FeedStore } from './feedStore'

export type FetchPage = (page: {
  limit: number
  before_seq?: number
  after_seq?: number
}) => Promise<AlertPage>

const PAGE = 500

interface Hole {
  readonly from: number
  readonly to: number
}

/** Newest page first, until the hole or the ring is full; what the archive lacks stays missed. */
export async function fillFromArchive(feed: FeedStore, fetchPage: FetchPage, hole: Hole) {
  const { from, to } = hole
  let before: number | null = to + 1
  let room = feed.ring.capacity
  while (before !== null && before > from && room > 0) {
    const page: AlertPage | null = await fetchPage({
      limit: PAGE,
      before_seq: before,
      after_seq: from - 1,
    }).catch(() => null)
    const alerts: readonly AnyAlert[] = page?.alerts ?? []
    feed.fillGap(alerts.filter(({ seq }) => seq >= from && seq <= to))
    before = alerts.length > 0 ? (page?.next_before_seq ?? null) : null
    room -= alerts.length
  }
}
