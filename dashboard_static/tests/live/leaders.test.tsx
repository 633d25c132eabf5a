import { act, screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { KpiTiles } from '@/components/live/KpiTiles'
import { ReasonsFiring } from '@/components/live/ReasonsFiring'
import { RingLeaders } from '@/components/live/RingLeaders'
import { RING_ANSWERS } from '../../scripts/mock-rings.mjs'
import { alerts, past, statsFrame } from '../builders'
import { ME, NO_ALERTS, open, problem, pushed, serve } from '../components/serving'

vi.mock('next/navigation', () => ({
  usePathname: () => '/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(location.search),
}))
vi.setConfig({ testTimeout: 30_000 })
afterEach(() => vi.unstubAllGlobals())

const base = { '/alerts': NO_ALERTS, '/me': ME }

test('the gravest rings lead to their graph and say what is at stake', async () => {
  serve({ ...base, '/rings': RING_ANSWERS['/rings']({ id: '', isEmpty: false }) as object })
  open(<RingLeaders />)
  const leaders = within(await screen.findByTestId('ring-leaders')).getAllByRole('listitem')
  expect(leaders[0]).toHaveTextContent(/formed .* ago · 2 frauds\$21,584.00$/)
  expect(within(leaders[0] as HTMLElement).getByRole('link')).toHaveAttribute(
    'href',
    expect.stringContaining('ring=ring-7'),
  )
})

test('without a ring the panel says when they are looked for', async () => {
  serve({ ...base, '/rings': { rings: [], total: 0, next_cursor: null } })
  open(<RingLeaders />)
  expect(await screen.findByText('No ring yet')).toBeVisible()
})

test('rings that cannot be loaded leave the rest of the screen standing', async () => {
  serve({ ...base, '/rings': problem(503, 'Redis is away.') })
  open(<RingLeaders />)
  expect(await screen.findByText('The rings could not be loaded')).toBeVisible()
})

test('a reason that is a rule says how often it was right', async () => {
  serve({
    ...base,
    '/alerts': { alerts: alerts(1, 3).reverse(), last_seq: 3, next_before_seq: null },
    '/rules/precision': {
      rules: [{ code: 'shared_device', fired: 9, frauds: 3, genuine: 1, precision: 0.75 }],
    },
  })
  open(<ReasonsFiring />)
  expect(await screen.findByText('75%')).toBeVisible()
  expect(screen.getByTitle('shared_device: show only alerts with it')).toHaveTextContent('3')
})

test('the tiles say how long the oldest case waits and what a decision takes', async () => {
  const opened = new Date(Date.now() - 12 * 60_000).toISOString()
  serve({
    ...base,
    '/cases': {
      cases: [{ case_id: 'case-1', anchors: [], hold: null, opened_at: opened }],
      counts: { open: 1, investigating: 2, closed: 0, overdue: 0 },
      next_cursor: null,
    },
    '/health/detail': {
      latencies: [{ stage: 'wait', window_min: 5, decisions: 9, ms_p50: 8, ms_p99: 46.2 }],
    },
  })
  open(<KpiTiles />)
  const tile = (name: string) => screen.getByText(name).closest('[data-testid=tile]')
  expect(await screen.findByText('12 min')).toBeVisible()
  expect(tile('Oldest in queue')).toHaveTextContent('none is past its time')
  expect(tile('Open cases')).toHaveTextContent('3')
  expect(await screen.findByText('46 ms')).toBeVisible()
})

test('where nothing was decided the tile of latency has no number', async () => {
  serve({
    ...base,
    '/health/detail': {
      latencies: [{ stage: 'wait', window_min: 5, decisions: 0, ms_p50: null, ms_p99: null }],
    },
  })
  open(<KpiTiles />)
  const tile = (await screen.findByText('Latency, p99 of 5 min')).closest('[data-testid=tile]')
  act(() => pushed(statsFrame(1, 0, { decisions: 0, decision_ms_max: 0 })))
  await waitFor(() => expect(tile).toHaveTextContent(/^Latency, p99 of 5 min–slowest in 60 s –$/))
})

test('before the live feed speaks the tiles say the last second that is known', async () => {
  const seconds = [past(99), { ...past(100), decisions: 12 }]
  serve({ ...base, '/traffic': { at: '2026-11-22T18:00:00Z', seconds } })
  open(<KpiTiles />)
  const tile = (await screen.findByText('Decisions / s')).closest('[data-testid=tile]')
  await waitFor(() => expect(tile).toHaveTextContent('Decisions / s12in the last second'))
})
