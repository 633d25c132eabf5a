import { expect, test } from 'vitest'
import { brief, fewNames, withoutNames } from '@/lib/format/sentences'

const SHARED = 'Shared device: 3 users on this device in 24 h (ann, bob, cem); 1 is usual'

test.each([
  [SHARED, 'Shared device: 3 users in 24 h'],
  [
    'High velocity: 11 transactions by this user in 60 s; more than 10 is high',
    'High velocity: 11 transactions in 60 s',
  ],
  // What a feature says has no name before it that tells where.
  ['5 transactions by this device in 1 min', '5 transactions by this device in 1 min'],
  ['9 transactions by this user in 1 h; 1.1 is usual', '9 transactions by this user in 1 h'],
  [
    '90.00 USD spent by this ip in 1 h; what is usual is not known yet',
    '90.00 USD spent by this ip in 1 h',
  ],
  ['24 users share 3 devices and 1 ip', '24 users share 3 devices and 1 ip'],
  ['what an average transaction starts from', 'What an average transaction starts from'],
])('in a list %j is %j', (sentence, told) => {
  expect(brief(sentence)).toBe(told)
})

test('names stand beside the sentence or in it, as many as there is room for', () => {
  expect(withoutNames(SHARED)).toBe('Shared device: 3 users on this device in 24 h; 1 is usual')
  expect(fewNames('Shared (ann, bob, cem, dan, eva)', 3)).toBe('Shared (ann, bob, cem and 2 more)')
  // "and 1 more" saves nothing.
  expect(fewNames('Shared (ann, bob, cem, dan)', 3)).toBe('Shared (ann, bob, cem, dan)')
})
