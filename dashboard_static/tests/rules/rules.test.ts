import { describe, expect, test } from 'vitest'
import { draftRuleLink } from '@/lib/api/addresses'
import { ruleProblem } from '@/lib/api/rules'
import { differences } from '@/lib/rules/changes'
import { suggest, wordAt } from '@/lib/rules/completion'
import { reasonWords } from '@/lib/rules/reasonWords'
import { NEW_RULE, ruleOfAddress, withRule } from '@/lib/rules/workingSet'

const rule = (code: string, change = {}) => ({ ...NEW_RULE, code, when: 'amount > 1.0', ...change })

describe('a difference', () => {
  test('is empty between equal sets', () => {
    expect(differences([rule('a')], [rule('a')])).toEqual([])
  })

  test('names what is new, what is gone, and the fields that changed', () => {
    const found = differences([rule('a'), rule('b')], [rule('a', { weight: 5 }), rule('c')])
    expect(found.map(({ code, kind }) => [code, kind])).toEqual([
      ['a', 'changed'],
      ['c', 'added'],
      ['b', 'removed'],
    ])
    expect(found[0]?.fields).toEqual([{ field: 'weight', before: '3', after: '5' }])
  })
})

describe('completion', () => {
  test('takes the name that ends at the caret', () => {
    expect(wordAt('amount > 5.0 && device_us', 25)).toEqual({ start: 16, text: 'device_us' })
    expect(wordAt('amount > 5', 10)).toBeNull()
  })

  test('keeps quiet inside a quoted text', () => {
    expect(wordAt('merchant == "dev', 16)).toBeNull()
    expect(wordAt('merchant == "Gas \\" x" && dev', 29)).toEqual({ start: 26, text: 'dev' })
  })

  test('offers real features, those that begin with it first', () => {
    const names = suggest('user_burst', 8).map(({ name }) => name)
    expect(names).toEqual(['user_burst_1m'])
    expect(suggest('merchant', 3)[0]?.name).toMatch(/^merchant_/)
  })
})

describe('what the API refuses', () => {
  test('is placed in the rule, its field and its column', () => {
    const message = "rule 'night' at column 12: unknown name 'amout'"
    expect(ruleProblem({ field: 'rules.2.when', message, type: 'InvalidRule' })).toEqual({
      index: 2,
      field: 'when',
      column: 12,
      says: "unknown name 'amout'",
    })
  })

  test('may have no place', () => {
    const problem = { field: 'rules', message: "'a' is the code of two rules", type: 'value_error' }
    expect(ruleProblem(problem)).toMatchObject({ index: null, field: null, column: null })
  })
})

describe('a rule in the address', () => {
  const asked = (draft: unknown) =>
    ruleOfAddress(new URL(draftRuleLink(draft), 'https://a.example').searchParams.get('draft'))

  test('comes back as it was sent', () => {
    const sent = { code: 'gift_cards', when: 'merchant == "A & B"', weight: 2.5, usual: null }
    expect(asked(sent)).toEqual(sent)
  })

  test('brings nothing but fields of a rule, of their type', () => {
    expect(asked({ code: 'x', weight: '9', onload: 'alert(1)' })).toEqual({ code: 'x' })
    expect(ruleOfAddress('{"code"')).toBeNull()
    expect(ruleOfAddress('[1]')).toBeNull()
  })

  test('takes a code that is free', () => {
    const set = withRule({ basedOn: 'v', rules: [rule('a'), rule('a_2')] }, { code: 'a' })
    expect(set.rules.map(({ code }) => code)).toEqual(['a', 'a_2', 'a_3'])
  })
})

test('a reason is named in words, a feature by what it counts and a rule by its code', () => {
  const codes = ['ip_count_24h', 'card_gap_s', 'amount', 'amount_over_mean', 'user_amount_max']
  codes.push('card_fraud_share_7d', 'no_ip', 'high_velocity')
  expect(codes.map(reasonWords)).toEqual([
    'Transactions by this ip in 24 h',
    "Time since this card's previous transaction",
    'Amount',
    "Amount over this user's mean",
    "This user's largest amount",
    "This card's known transactions in 7 days that are confirmed frauds",
    'No ip was sent',
    'High velocity',
  ])
})
