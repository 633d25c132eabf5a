import { expect, test } from 'vitest'
import { leastWidthPx } from '@/components/table/table'

test('a table is never narrower than its fixed columns, a word for the others, gaps and ends', () => {
  expect(leastWidthPx(['80px', 'minmax(0,2fr)', '100px'])).toBe(80 + 96 + 100 + 2 * 12 + 28)
})
