import { describe, expect, test } from 'vitest'
import { headline, ledger, timesUsual } from '@/lib/decision/ledger'
import { decision, reason } from '../builders'

describe('a ledger', () => {
  test('adds up to the score exactly', () => {
    expect(ledger(decision())).toMatchObject({ sum: 8742, isExact: true })
  })

  test('says so when it does not', () => {
    expect(ledger(decision({ score: 0.87 })).isExact).toBe(false)
  })

  test("keeps the decision's own order: a rule stays above a larger model line", () => {
    const reasons = [reason(100, { code: 'a_rule' }), reason(900, { code: 'amount' })]
    const codes = ledger({ score: 0.1, reasons }).lines.map((line) => line.reason.code)
    expect(codes).toEqual(['a_rule', 'amount'])
  })

  test('draws what lowers the score left of the axis, within the width', () => {
    const { lines, axis } = ledger({ score: 0.6, reasons: [reason(8000), reason(-2000)] })
    expect(axis).toBeCloseTo(0.2)
    expect(lines[0]).toMatchObject({ start: 0.2, share: 0.8 })
    expect(lines[1]).toMatchObject({ start: 0, share: 0.2 })
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
