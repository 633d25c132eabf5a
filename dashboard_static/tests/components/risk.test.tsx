import { render, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { LedgerPanel } from '@/components/alert/LedgerPanel'
import { OutcomeMark } from '@/components/risk/OutcomeMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { decision, reason } from '../builders'

test('a risk chip carries its number, its name and as many bars as its level', () => {
  const { container } = render(<RiskChip score={0.8742} level={3} />)
  expect(screen.getByTestId('risk-chip')).toHaveTextContent('87')
  expect(screen.getByText('High')).toBeInTheDocument()
  expect(container.querySelectorAll('rect[opacity="1"]')).toHaveLength(3)
})

test('an outcome has a word and a shape', () => {
  const { container } = render(<OutcomeMark outcome="decline" />)
  expect(screen.getByText('Decline')).toBeInTheDocument()
  expect(container.querySelector('svg')).toBeInTheDocument()
})

test('the ledger shows lines that add up to the score it shows', () => {
  render(<LedgerPanel decision={decision()} />)
  const points = screen.getAllByTestId('ledger-line').map((line) => Number(line.dataset.points))
  expect(points.reduce((sum, each) => sum + each, 0) / 100).toBe(87.42)
  expect(screen.getByTestId('ledger-sum')).toHaveTextContent('87.42')
  expect(screen.getByText(/7× usual/)).toBeInTheDocument()
  expect(screen.queryByRole('alert')).toBeNull()
})

test('a ledger that does not add up says so', () => {
  render(<LedgerPanel decision={decision({ reasons: [reason(10)] })} />)
  expect(screen.getByRole('alert')).toHaveTextContent('do not add up')
})
