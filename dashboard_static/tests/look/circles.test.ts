import { expect, test } from 'vitest'
import { circlesOf } from '../../scripts/circles.mjs'

test('modules that import one another in a circle are named in order, once', () => {
  const imports = new Map([
    ['a', ['b', 'd']],
    ['b', ['c']],
    ['c', ['b']],
    ['d', ['c']],
  ])
  expect(circlesOf(imports)).toEqual([['b', 'c']])
})

test('what many lean on is no circle', () => {
  const imports = new Map([
    ['a', ['c']],
    ['b', ['c', 'a']],
    ['c', []],
  ])
  expect(circlesOf(imports)).toEqual([])
})
