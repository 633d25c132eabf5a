import { expect, test } from 'vitest'
import { fallsInto } from '@/lib/rings/weakest'

test.each([
  [[10, 8, 6], 'without it the ring falls into parts of 10, 8, 6'],
  [[10, 8, 1, 1], 'without it the ring falls into parts of 10, 8 and 2 users alone'],
  [[10, 1], 'without it the ring falls into one part of 10 and 1 user alone'],
  [[1, 1, 1], 'without it none of them is tied to another'],
])('a weakest link that leaves parts of %j', (parts, told) => {
  expect(fallsInto(parts)).toBe(told)
})
