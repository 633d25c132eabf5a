import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { actionSaid, KINDS } from '@/lib/audit/changes'

// The reference's table, which is held to what the API records.
const reference = readFileSync('../docs/reference.md', 'utf8')
const [, table = ''] = reference.split('| action | subject | recorded when |')
const ACTIONS = [...(table.split('\n\n')[0] ?? '').matchAll(/`([a-z]+\.[a-z_]+)`/g)].map(
  ([, name]) => name ?? '',
)

test('an action reads as what a person did', () => {
  expect(actionSaid('labels.put')).toBe('labelled')
  expect(actionSaid('cases.closed')).toBe('closed a case')
  expect(actionSaid('robots.switch_off')).toBe('robots: switch off')
})

test('each documented action is told in words, and its kind can be filtered for', () => {
  expect(ACTIONS.length).toBeGreaterThan(20)
  for (const action of ACTIONS) {
    expect(actionSaid(action)).not.toContain(':')
    expect(KINDS).toContain(action.split('.')[0])
  }
})
