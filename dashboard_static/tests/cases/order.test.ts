import { expect, test } from 'vitest'
import { closingReason } from '@/lib/cases/closing'
import { keptOrder, NOTHING, taken } from '@/lib/cases/order'
import { median, usePace } from '@/lib/cases/pace'

test('the first answer is taken as it comes', () => {
  expect(keptOrder(NOTHING, ['a', 'b'])).toEqual({ keys: ['a', 'b'], waiting: [] })
})

test('no row moves when the server orders anew, and what is new waits', () => {
  const before = taken(['a', 'b', 'c'])
  expect(keptOrder(before, ['new', 'c', 'a', 'b'])).toEqual({
    keys: ['a', 'b', 'c'],
    waiting: ['new'],
  })
})

test('what is gone leaves without moving the others past one another', () => {
  expect(keptOrder(taken(['a', 'b', 'c']), ['c', 'a']).keys).toEqual(['a', 'c'])
})

test('a list that ran empty takes the next answer at once', () => {
  const empty = keptOrder(taken(['a']), [])
  expect(keptOrder(empty, ['b'])).toEqual({ keys: ['b'], waiting: [] })
})

test('a case closes as its labels say, and says nothing while they are unsure', () => {
  expect(closingReason({ labels: { fraud: 2, genuine: 1 } })).toBe('fraud_confirmed')
  expect(closingReason({ labels: { genuine: 1 } })).toBe('genuine')
  expect(closingReason({ labels: { fraud: 2, unsure: 1 } })).toBeNull()
  expect(closingReason({ labels: {} })).toBeNull()
})

test('a case counts once, from opening it to what was said of it first', () => {
  const { open, decided } = usePace.getState()
  open('case-1', 1_000)
  open('case-1', 5_000)
  decided('case-2', 6_000)
  decided('case-1', 9_000)
  decided('case-1', 20_000)
  expect(usePace.getState().seconds).toEqual([8])
})

test('the median of an even number lies between the two in the middle', () => {
  expect(median([])).toBeNull()
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
})
