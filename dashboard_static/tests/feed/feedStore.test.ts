import { describe, expect, test } from 'vitest'
import type { Schedule } from '@/lib/feed/feedStore'
import { FeedStore } from '@/lib/feed/feedStore'
import { alertsFrame, page, statsFrame } from '../builders'

class HandSchedule implements Schedule {
  nowMs = 1_000
  private readonly waiting: { run: () => void; atMs: number }[] = []
  frame = (run: () => void) => void this.waiting.push({ run, atMs: this.nowMs })
  later = (run: () => void, delayMs: number) =>
    void this.waiting.push({ run, atMs: this.nowMs + delayMs })
  now = () => this.nowMs

  advance(byMs: number): void {
    this.nowMs += byMs
    for (let due = this.nextDue(); due; due = this.nextDue()) due.run()
  }

  private nextDue() {
    const index = this.waiting.findIndex(({ atMs }) => atMs <= this.nowMs)
    return index < 0 ? undefined : this.waiting.splice(index, 1)[0]
  }
}

function feedAt(lastSeq: number, capacity?: number) {
  const schedule = new HandSchedule()
  const feed = new FeedStore(schedule, capacity)
  feed.loadHistory(page(lastSeq, Math.min(lastSeq, 5)))
  return { feed, schedule }
}

describe('a feed', () => {
  test('shows history newest first', () => {
    const { feed } = feedAt(30)
    expect([0, 4, 5].map((index) => feed.ring.newest(index)?.seq)).toEqual([30, 26, undefined])
  })

  test('drops an alert it has already seen', () => {
    const { feed } = feedAt(30)
    expect(feed.applyAlerts(alertsFrame(28, 31))).toBe('applied')
    expect(feed.ring.size).toBe(6)
    expect(feed.seen).toBe(6)
  })

  test('counts a gap as missed until the stream has caught up', () => {
    const { feed } = feedAt(30)
    expect(feed.applyAlerts(alertsFrame(50, 52))).toBe('gap')
    expect(feed.missed).toBe(22)
    expect(feed.applyAlerts(alertsFrame(30, 52))).toBe('applied')
    expect(feed.missed).toBe(0)
    expect(feed.ring.newest(0)?.seq).toBe(52)
  })

  test('shows all 20 alerts raised while the browser was away', () => {
    const { feed } = feedAt(30)
    feed.applyAlerts(alertsFrame(30, 50))
    expect(Array.from({ length: 21 }, (_, index) => feed.ring.newest(index)?.seq)).toEqual(
      Array.from({ length: 21 }, (_, index) => 50 - index),
    )
  })

  test('believes a statistic that is ahead of it only at the second telling', () => {
    const { feed } = feedAt(30)
    expect(feed.applyStats(statsFrame(1, 33))).toBe('applied')
    expect(feed.missed).toBe(0)
    expect(feed.applyStats(statsFrame(2, 33))).toBe('gap')
    expect(feed.missed).toBe(3)
  })

  test('counts what left the stream as missed, less what the archive fills', () => {
    const { feed } = feedAt(30)
    expect(feed.applyGap({ type: 'gap', after_seq: 30, first_seq: 41 })).toEqual({
      from: 31,
      to: 40,
      count: 10,
    })
    feed.applyAlerts(alertsFrame(40, 42))
    feed.fillGap(alertsFrame(30, 34).alerts)
    expect(feed.missed).toBe(6)
    expect(feed.lostFromStream).toBe(10)
    expect([0, 1, 2].map((index) => feed.ring.newest(index)?.seq)).toEqual([42, 41, 34])
  })

  test('never keeps more than its capacity', () => {
    const { feed } = feedAt(5, 100)
    feed.applyAlerts(alertsFrame(5, 20_005))
    expect(feed.ring.size).toBe(100)
    expect(feed.ring.newest(99)?.seq).toBe(19_906)
    expect(feed.ring.newest(100)).toBeUndefined()
    expect(feed.seen).toBe(20_005)
  })

  test('keeps 20,000 alerts unless told otherwise', () => {
    expect(new FeedStore(new HandSchedule()).ring.capacity).toBe(20_000)
  })

  test('counts what is new while it is frozen, and none once resumed', () => {
    const { feed } = feedAt(30)
    feed.freeze('scroll')
    feed.applyAlerts(alertsFrame(30, 37))
    expect(feed.newSinceFreeze).toBe(7)
    expect(feed.frozen).toEqual({ seq: 30, by: 'scroll' })
    feed.freeze('pause')
    expect(feed.frozen).toEqual({ seq: 30, by: 'pause' })
    feed.resume()
    expect(feed.newSinceFreeze).toBe(0)
  })

  test('tells views once per 100 ms however many frames come', () => {
    const { feed, schedule } = feedAt(0)
    schedule.advance(0)
    let told = 0
    feed.subscribe(() => (told += 1))
    for (let seq = 0; seq < 50; seq += 1) feed.applyAlerts(alertsFrame(seq, seq + 1))
    schedule.advance(99)
    expect(told).toBe(0)
    schedule.advance(1)
    expect(told).toBe(1)
    expect(feed.getVersion()).toBe(2)
  })

  test('takes a counter that stays below its own as a system that started over', () => {
    const { feed } = feedAt(30)
    expect(feed.applyStats(statsFrame(1, 2))).toBe('applied')
    expect(feed.applyStats(statsFrame(2, 2))).toBe('applied')
    expect(feed.applyStats(statsFrame(3, 2))).toBe('restarted')
  })
})
