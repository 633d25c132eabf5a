import { describe, expect, test } from 'vitest'
import { barsOf, headline, isExact, timesUsual } from '@/lib/decision/ledger'
import { decision, reason } from '../builders'

describe('a ledger', () => {
  test('adds up to the score exactly, or says that it does not', () => {
    expect(isExact(decision())).toBe(true)
    expect(isExact(decision({ score: 0.87 }))).toBe(false)
  })

  test('draws what lowers the score left of the axis, within the width', () => {
    const { bars, axis, sum } = barsOf([8000, -2000])
    expect(sum).toBe(6000)
    expect(axis).toBeCloseTo(0.2)
    expect(bars).toEqual([
      { start: 0.2, share: 0.8 },
      { start: 0, share: 0.2 },
    ])
  })
})

test('the headline is the first reason that raised the score', () => {
  const reasons = [reason(-50), reason(100, { sentence: 'first' }), reason(900)]
  expect(headline({ reasons })).toBe('first')
  expect(headline(decision())).toBe('3 users share a device')
  expect(headline({ reasons: [reason(100, { source: 'base' })] })).toBe('Nothing unusual was found')
})

test('a value is compared with what is usual only where something is', () => {
  expect(timesUsual({ value: 7, usual: 2 })).toBe(3.5)
  expect(timesUsual({ value: 7, usual: 0 })).toBeNull()
  expect(timesUsual({ value: 7, usual: null })).toBeNull()
})
