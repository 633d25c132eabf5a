import { expect, test } from 'vitest'
import type { FlowMoment } from '@/lib/api/messages'
import { ticksOf } from '@/lib/flow/ticks'
import { outcomes } from './builders'

/** So many buckets of so many minutes from 05:57 of the reader's clock on. */
function moments(length: number, minutes: number): FlowMoment[] {
  const first = new Date(2026, 10, 22, 5, 57).getTime()
  return Array.from({ length }, (_, index) => ({
    at: new Date(first + index * minutes * 60_000).toISOString(),
    transactions: outcomes(1),
    amounts_minor: outcomes(1),
  }))
}

const read = (ticks: ReturnType<typeof ticksOf>) =>
  ticks.map(({ at }) => new Date(at).toTimeString().slice(0, 5))

test('an hour is told off at round times, not from where it happens to begin', () => {
  expect(read(ticksOf(moments(60, 1), 'minute', 8))).toEqual([
    '06:00',
    '06:10',
    '06:20',
    '06:30',
    '06:40',
    '06:50',
  ])
})

test('there are never more ticks than there is room for', () => {
  for (const most of [2, 3, 5, 9])
    for (const length of [15, 60, 180])
      expect(ticksOf(moments(length, 1), 'minute', most).length).toBeLessThanOrEqual(most)
})

test('days are told off from the first', () => {
  expect(ticksOf(moments(31, 1_440), 'day', 8).map(({ place }) => place)).toEqual([
    0, 4, 8, 12, 16, 20, 24, 28,
  ])
})
