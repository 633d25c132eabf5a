import { expect, test } from 'vitest'
import { exposureText } from '@/components/case/values'
import { amountText } from '@/lib/format/money'
import { significant } from '@/lib/format/numbers'

test('an amount in a file is in major units of its own currency', () => {
  expect(amountText(1_250, 'USD')).toBe('12.50')
  expect(amountText(1_250, 'JPY')).toBe('1250')
  expect(exposureText({ USD: 21_496, JPY: 300 })).toBe('214.96 USD, 300 JPY')
})

test('a small number keeps the digits that tell it from zero', () => {
  expect(significant(0.000_042_17)).toBe('0.0000422')
  expect(significant(0)).toBe('0')
  expect(significant(1_234.5)).toBe('1,230')
})
