import { expect, test } from 'vitest'
import { gainedInADay, signed } from '@/lib/rings/growth'

const NOW = Date.parse('2026-11-22T18:00:00Z')
const at = (hours: number, members: number) => ({
  at: new Date(NOW - hours * 3_600_000).toISOString(),
  members,
})

test('growth is counted from what a ring was a day ago', () => {
  expect(gainedInADay([at(40, 9), at(25, 10), at(3, 14)], NOW)).toBe(4)
})

test('a ring younger than a day gained all of its users', () => {
  expect(gainedInADay([at(3, 6), at(1, 14)], NOW)).toBe(14)
})

test('a change carries its sign', () => {
  expect([signed(5), signed(-3), signed(0)]).toEqual(['+5', '−3', '0'])
})
