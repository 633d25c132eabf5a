import { describe, expect, test } from 'vitest'
import { backoffMs } from '@/lib/feed/backoff'

describe('the pause before a retry', () => {
  test('doubles up to 15 s', () => {
    expect([0, 1, 2, 5, 40].map((attempt) => backoffMs(attempt, 1))).toEqual([
      500, 1_000, 2_000, 15_000, 15_000,
    ])
  })

  test('is between half and whole', () => {
    expect(backoffMs(3, 0)).toBe(2_000)
  })
})
