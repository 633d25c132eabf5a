import type { AlertPage, AlertsFrame, GapFrame, StatsFrame, Traffic } from '@/lib/api/messages'
import { AlertRing } from './alertRing'
import type { AnyAlert } from './anyAlert'
import { SecondsSeries } from './secondsSeries'
import { SequenceLedger } from './sequence'

export const FEED_CAPACITY = 20_000
export const SERIES_SECONDS = 180
const FLUSH_MS = 100

/** What a frame asks of the connection once it has been applied. */
export type Applied = 'applied' | 'gap' | 'restarted'

export interface Freeze {
  readonly seq: number
  /** A pause stays until it is lifted; scrolling back to the top lifts a scroll. */
  readonly by: 'scroll' | 'pause'
}

export interface Schedule {
  frame(run: () => void): void
  later(run: () => void, delayMs: number): void
  now(): number
}

/**
 * Everything the page knows of the stream, outside React: frames come at any pace, views are told
 * at most every 100 ms, in an animation frame, by one bump of `version`.
 */
export class FeedStore {
  readonly ring: AlertRing
  readonly series = new SecondsSeries(SERIES_SECONDS)
  readonly sequence = new SequenceLedger()
  frozen: Freeze | null = null
  hasHistory = false
  /** Alerts seen since the page was opened, history included. */
  seen = 0
  lostFromStream = 0

  private version = 0
  private readonly views = new Set<() => void>()
  private flushed = 0
  private isFlushPlanned = false
  private secondsBehindServer = 0

  constructor(
    private readonly schedule: Schedule,
    capacity = FEED_CAPACITY,
  ) {
    this.ring = new AlertRing(capacity)
  }

  subscribe = (view: () => void): (() => void) => {
    this.views.add(view)
    return () => this.views.delete(view)
  }

  getVersion = (): number => this.version

  get missed(): number {
    return this.sequence.missed
  }

  get newSinceFreeze(): number {
    return this.frozen ? this.ring.countAfter(this.frozen.seq) : 0
  }

  loadHistory(page: AlertPage): void {
    this.seen += this.ring.merge(page.alerts)
    // Where the archive lags behind the counter, the stream has the rest.
    this.sequence.begin(page.alerts[0]?.seq ?? page.last_seq)
    this.hasHistory = true
    this.changed()
  }

  loadTraffic({ seconds }: Traffic): void {
    this.series.fill(seconds)
    this.changed()
  }

  applyAlerts(frame: AlertsFrame): Applied {
    this.sequence.announce(frame.last_seq)
    this.changed()
    if (this.sequence.isBehind(frame.after_seq)) return 'gap'
    for (const alert of frame.alerts) this.add(alert)
    this.sequence.advance(frame.last_seq)
    return 'applied'
  }

  applyStats(frame: StatsFrame): Applied {
    this.series.push(frame)
    this.sequence.announceLoosely(frame.last_seq)
    this.changed()
    if (this.serverStartedOver(frame)) return 'restarted'
    return this.sequence.behind > 0 ? 'gap' : 'applied'
  }

  /** Returns the range that only the archive still has. */
  applyGap(frame: GapFrame): { from: number; to: number; count: number } {
    const lost = this.sequence.lose(frame.after_seq, frame.first_seq)
    this.lostFromStream += lost.count
    this.changed()
    return lost
  }

  fillGap(alerts: readonly AnyAlert[]): void {
    this.sequence.fill(alerts.map(({ seq }) => seq))
    this.seen += this.ring.merge(alerts)
    this.changed()
  }

  freeze(by: Freeze['by']): void {
    this.frozen = { seq: this.frozen?.seq ?? this.ring.newest(0)?.seq ?? 0, by }
    this.changed()
  }

  resume(): void {
    this.frozen = null
    this.changed()
  }

  reset(): void {
    this.ring.clear()
    this.series.clear()
    this.hasHistory = false
    this.seen = this.lostFromStream = this.secondsBehindServer = 0
    this.frozen = null
    this.sequence.begin(0)
    this.changed()
  }

  private add(alert: AnyAlert): void {
    if (!this.sequence.isNew(alert.seq)) return
    this.ring.append(alert)
    this.sequence.advance(alert.seq)
    this.seen += 1
  }

  /** A counter below ours means a new, empty system; one old statistic in flight does not. */
  private serverStartedOver(frame: StatsFrame): boolean {
    const isBelow = this.sequence.last !== null && frame.last_seq < this.sequence.last
    this.secondsBehindServer = isBelow ? this.secondsBehindServer + 1 : 0
    return this.secondsBehindServer >= 3
  }

  private changed(): void {
    if (this.isFlushPlanned) return
    this.isFlushPlanned = true
    const wait = this.flushed + FLUSH_MS - this.schedule.now()
    if (wait <= 0) this.schedule.frame(this.flush)
    else this.schedule.later(() => this.schedule.frame(this.flush), wait)
  }

  private readonly flush = (): void => {
    this.isFlushPlanned = false
    this.flushed = this.schedule.now()
    this.version += 1
    for (const view of this.views) view()
  }
}
