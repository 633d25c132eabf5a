import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test, vi } from 'vitest'
import { DecisionView } from '@/components/alert/DecisionView'
import type { Amendment } from '@/lib/api/messages'
import { inForce, mayBeAmended } from '@/lib/decision/inForce'
import { decision, reason } from '../builders'
import { ME, NO_ALERTS, open, serve } from '../components/serving'

vi.mock('next/navigation', () => ({
  usePathname: () => '/alert/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(location.search),
}))
vi.setConfig({ testTimeout: 30_000 })

const LATE = decision({
  outcome: 'review',
  score: 0.62,
  missing: ['graph'],
  reasons: [reason(6_200)],
})
const amendment: Amendment = {
  amended_at: '2026-11-22T18:00:09Z',
  filled: ['graph'],
  outcome: 'decline',
  score: 0.91,
  risk_level: 4,
  model_score: null,
  reasons: [reason(9_100, { code: 'ring_member', sentence: 'One of 12 tied users' })],
  rule_errors: [],
  features: { ring_users: 12 },
  versions: LATE.versions,
}

test('what holds of an amended decision is what it was amended to', () => {
  const now = inForce({ ...LATE, amendment })
  expect([now.outcome, now.score, now.missing]).toEqual(['decline', 0.91, []])
  expect(now.features).toMatchObject({ card_count_5m: 7, ring_users: 12 })
})

test('a decision without a stage may be amended, one that has been may not', () => {
  expect(mayBeAmended(LATE)).toBe(true)
  expect(mayBeAmended({ ...LATE, amendment })).toBe(false)
  expect(mayBeAmended(decision())).toBe(false)
})

test('an amended decision says what it was, and shows it when asked', async () => {
  serve({ '/alerts': NO_ALERTS, '/me': ME })
  open(<DecisionView decision={{ ...LATE, amendment }} />)
  const note = await screen.findByTestId('amended')
  expect(note).toHaveTextContent('once graph answered: from review at 62 to decline at 91')
  expect(screen.getByTestId('ledger-sum')).toHaveTextContent('91.00')
  expect(screen.queryByTestId('incomplete')).toBeNull()

  await userEvent.click(screen.getByRole('radio', { name: 'As first decided' }))

  expect(screen.getByTestId('ledger-sum')).toHaveTextContent('62.00')
  expect(screen.getByTestId('incomplete')).toHaveTextContent('Decided without graph')
  vi.unstubAllGlobals()
})
