import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compileRule, type Result, type Values } from '@/lib/cel/evaluator'

interface Case {
  when: string
  results: Result[]
  server_only?: boolean
}
const file = resolve(process.cwd(), '../tests/conformance/cel.json')
const { rows, words, cases } = JSON.parse(readFileSync(file, 'utf8')) as {
  rows: Values[]
  words: string[]
  cases: Case[]
}
const known = new Set(words)

describe('a rule in the browser gives what the server gives', () => {
  it.each(cases.filter((one) => !one.server_only))('$when', ({ when, results }) => {
    const rule = compileRule(when, known)

    if (rule.kind !== 'compiled') throw new Error(rule.because)
    expect(rows.map((row) => rule.evaluate(row))).toEqual(results)
  })
})

describe('what the browser would compute otherwise it leaves to the server', () => {
  it.each(cases.filter((one) => one.server_only))('$when', ({ when }) => {
    expect(compileRule(when, known).kind).not.toBe('compiled')
  })
})

it('names what a rule reads', () => {
  const rule = compileRule('amount > 1.0 && merchant in ["a", country]', known)

  expect(rule).toMatchObject({ kind: 'compiled', names: ['amount', 'merchant', 'country'] })
})

it.each(['amount >', '', 'amount > 1.0 &&', '((('])('%s is told as unreadable', (when) => {
  expect(compileRule(when, known).kind).toBe('invalid')
})
