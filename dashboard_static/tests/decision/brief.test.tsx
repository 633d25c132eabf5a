import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { LedgerPanel } from '@/components/alert/LedgerPanel'
import { decision, reason } from '../builders'

const small = (points: number) => reason(points, { code: `small_${points}`, source: 'model' })
const long = () =>
  decision({
    score: 1,
    reasons: [
      reason(112, { code: 'base_rate', source: 'base', sentence: 'How often' }),
      reason(9000, { source: 'model' }),
      reason(3, { code: 'weak_rule', source: 'rule' }),
      ...[400, -300, 250, 200, -150, 120, 100, 90, 175].map(small),
    ],
  })

/** The points of every line that is drawn, in ten-thousandths. */
const drawn = () =>
  [...screen.getByTestId('ledger').querySelectorAll('[data-points]')].map((line) =>
    Number(line.getAttribute('data-points')),
  )
const sum = (points: readonly number[]) => points.reduce((total, each) => total + each, 0)

test('in a column the smaller lines of the model are one, and what is drawn adds up', () => {
  render(<LedgerPanel decision={long()} isBrief />)

  expect(drawn()).toEqual([112, 9000, 3, 400, -300, 785])
  expect(sum(drawn())).toBe(10_000)
  expect(screen.getByTestId('ledger-fold')).toHaveTextContent('7 smaller lines together')
  expect(screen.getByTestId('ledger-fold')).toHaveTextContent('+7.85')
  expect(screen.getByTestId('ledger-sum')).toHaveTextContent('100.00')
})

test('the smaller lines open and fold again, and what is drawn adds up either way', async () => {
  render(<LedgerPanel decision={long()} isBrief />)

  await userEvent.click(screen.getByRole('button', { name: '7 smaller lines together' }))
  expect(drawn()).toEqual(long().reasons.map(({ points }) => points))

  await userEvent.click(screen.getByRole('button', { name: 'Put the 7 smaller lines together' }))
  expect(drawn()).toHaveLength(6)
  expect(sum(drawn())).toBe(10_000)
})

test('a ledger that has room shows every line, and so does a short one in a column', () => {
  const { unmount } = render(<LedgerPanel decision={long()} />)
  expect(drawn()).toHaveLength(12)
  unmount()

  render(<LedgerPanel decision={decision()} isBrief />)
  expect(drawn()).toHaveLength(3)
  expect(screen.queryByTestId('ledger-fold')).toBeNull()
})

test('no line scrolls out of sight', () => {
  render(<LedgerPanel decision={long()} isBrief />)
  expect(screen.getByTestId('ledger').className).not.toMatch(/overflow/)
})
