import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { ThreatsScreen } from '@/components/threats/ThreatsScreen'
import type { Threat, ThreatEvidence } from '@/lib/api/messages'
import { chance, times } from '@/lib/threats/words'
import { useToasts } from '@/lib/toasts/toasts'
import { ME, NO_ALERTS, serve } from '../components/serving'
import { show, standIn } from '../standIn'

vi.mock('next/navigation', () => ({
  usePathname: () => '/threats/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(location.search),
}))
// jsdom has no canvas; what the chart shows is said in words beside it.
vi.mock('@/components/threats/CourseChart', () => ({ CourseChart: () => null }))

vi.setConfig({ testTimeout: 20_000 })
afterEach(() => vi.unstubAllGlobals())

const EVIDENCE: ThreatEvidence = {
  at: '2026-11-22T18:00:00Z',
  window: '10m',
  transactions: 44,
  count: 43,
  past_periods: 14,
  expected: 3.1,
  times: 13.9,
  share: 0.977,
  peers_share: 0.047,
  new_devices: 22,
  new_cards: 43,
  stopped: 31,
  chance: 1.5e-21,
}

function threat(threat_id: string, change: Partial<Threat> = {}): Threat {
  return {
    threat_id,
    kind: 'merchant',
    names: ['Bakery'],
    signal: 'unfamiliar',
    status: 'active',
    sentence: 'merchant Bakery: 43 unfamiliar payments of 44 in 10 min, 14 x its normal',
    since: '2026-11-22T17:50:00Z',
    last_seen: '2026-11-22T18:00:00Z',
    score: 0.95,
    risk_level: 4,
    alerted_at: null,
    snooze: null,
    evidence: EVIDENCE,
    strongest: EVIDENCE,
    also: ['merchant Bakery at USD 0-5'],
    rule: {
      code: 'threat_1',
      group: 'behaviour',
      when: 'merchant == "Bakery"',
      sentence: 'Emerging threat',
      weight: 2,
      outcome: 'review',
      value: null,
      usual: null,
      names: null,
    },
    ...change,
  }
}

const moment = (minute: number, count: number) => ({
  at: `2026-11-22T18:0${minute}:00Z`,
  transactions: count,
  count,
  expected: 0.006,
})
const course = (of: Threat) => ({
  threat: of,
  minutes: [moment(0, 20), moment(1, 23)],
  hours: [moment(0, 43)],
})
const page = (...threats: Threat[]) => ({
  threats,
  checked_at: '2026-11-22T18:00:00Z',
  tested: 28_346,
  hours_known: 22,
  hours_needed: 12,
})
const at = (search: string) => history.replaceState(null, '', `/threats/${search}`)

test('active threats are listed with how far from normal they are', async () => {
  at('')
  standIn((path) => (path === '/threats' ? page(threat('a'), threat('b', { status: 'over' })) : 0))
  show(<ThreatsScreen />)

  const rows = within(await screen.findByRole('table', { name: 'Threats' })).getAllByTestId('row')

  expect(rows).toHaveLength(1)
  expect(rows[0]).toHaveTextContent('merchant Bakery Unfamiliar43 of 44 in 10 min14 x')
  expect(screen.getByText(/1 active threat, 28,346 comparisons/)).toBeVisible()
  expect(screen.queryByTestId('learning')).toBeNull()
})

test('without a normal there is no ratio, in the list and beside it', async () => {
  at('?threat=new')
  const fresh = { ...EVIDENCE, past_periods: 0, times: null, expected: 0.05 }
  const rare = { ...EVIDENCE, times: null, expected: 0.2 }
  const unknown = threat('new', { strongest: fresh })
  standIn((path) =>
    path === '/threats'
      ? page(unknown, threat('rare', { names: ['Cafe'], strongest: rare }))
      : course(unknown),
  )
  show(<ThreatsScreen />)

  const rows = within(await screen.findByRole('table', { name: 'Threats' })).getAllByTestId('row')
  expect(rows[0]).toHaveTextContent('43 of 44 in 10 minno past')
  expect(rows[1]).toHaveTextContent('43 of 44 in 10 minunder 1')
  const own = await screen.findByRole('region', { name: 'Against its own normal' })
  expect(own).toHaveTextContent('No past of its own. 43 in 10 min; 0.05 expected of its peers')
})

test('in its first hours a system says that it is still learning', async () => {
  at('')
  const early = { ...page(threat('a')), hours_known: 2 }
  standIn((path) => (path === '/threats' ? early : 0))
  show(<ThreatsScreen />)

  expect(await screen.findByTestId('learning')).toHaveTextContent(
    '2 of 12 hours of traffic are known',
  )
})

test('those that are over are shown when asked', async () => {
  at('?shown=all')
  standIn((path) => (path === '/threats' ? page(threat('a'), threat('b', { status: 'over' })) : 0))
  show(<ThreatsScreen />)

  const rows = within(await screen.findByRole('table', { name: 'Threats' })).getAllByTestId('row')

  expect(rows).toHaveLength(2)
  expect(rows[1]).toHaveTextContent('over')
})

test('an open threat shows its evidence and leads to a rule that is filled in', async () => {
  at('?threat=a')
  standIn((path) => (path === '/threats' ? page(threat('a')) : course(threat('a'))))
  show(<ThreatsScreen />)

  expect(await screen.findByTestId('sentence')).toHaveTextContent('14 x its normal')
  expect(screen.getByText(/43 unfamiliar payments in two hours/)).toBeVisible()
  expect(screen.getByText(/98% of its payments; 4.7% of those of its peers/)).toBeVisible()
  expect(screen.getByText('merchant Bakery at USD 0-5')).toBeVisible()
  const made = screen.getByRole('link', { name: 'Make a rule of this' })
  const draft = new URL(made.getAttribute('href') ?? '', 'http://test').searchParams.get('draft')
  expect(JSON.parse(draft ?? '')).toEqual(threat('a').rule)
})

const SNOOZE = {
  author: 'ben',
  created_at: '2026-11-22T18:00:00Z',
  kind: 'merchant' as const,
  names: ['m'],
  reason: 'known_event',
  until: '2099-01-01T00:00:00Z',
}

test('a snoozed threat stands apart, and says who silenced it until when', async () => {
  at('?threat=a&shown=all')
  const snoozed = threat('a', { snooze: SNOOZE })
  standIn((path) => (path === '/threats' ? page(snoozed) : course(snoozed)))
  show(<ThreatsScreen />)

  expect(await screen.findByTestId('snoozed')).toHaveTextContent('Snoozed by ben')
  expect(screen.getByText(/0 active threats/)).toBeVisible()
  expect(screen.getByRole('button', { name: 'End snooze' })).toBeVisible()
})

test('s snoozes an open threat with a reason, and it can be taken back', async () => {
  at('?threat=a')
  const changes = serve({
    '/alerts': NO_ALERTS,
    '/me': ME,
    '/threats': page(threat('a')),
    '/threats/a': course(threat('a')),
    'POST /threats/a/snooze': threat('a', { snooze: SNOOZE }),
    'DELETE /threats/a/snooze': () => new Response(null, { status: 204 }),
  })
  show(<ThreatsScreen />)
  await screen.findByTestId('sentence')
  await userEvent.keyboard('s')
  const dialog = await screen.findByRole('dialog')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Snooze' }))
  expect(await screen.findByText(/Nothing more is said of/)).toBeVisible()
  await useToasts.getState().shown.at(-1)?.undo?.()
  expect(changes.map(({ method }) => method)).toEqual(['POST', 'DELETE'])
  expect(changes[0]?.body).toMatchObject({ reason: 'known_event' })
})

test('a quiet system says what was compared', async () => {
  at('')
  standIn((path) => (path === '/threats' ? page() : 0))
  show(<ThreatsScreen />)

  expect(await screen.findByText('Nothing departs from its normal')).toBeVisible()
  expect(screen.getByText(/28,346 comparisons were made/)).toBeVisible()
})

test('a system that was never checked says when it will be', async () => {
  at('')
  standIn((path) => (path === '/threats' ? { threats: [], checked_at: null, tested: 0 } : 0))
  show(<ThreatsScreen />)

  expect(await screen.findByText('Nothing was checked yet')).toBeVisible()
})

test('a threat that cannot be loaded leaves the list standing', async () => {
  at('?threat=a')
  standIn((path) => (path === '/threats' ? page(threat('a')) : undefined))
  show(<ThreatsScreen />)

  expect(await screen.findByText('The threat could not be loaded')).toBeVisible()
  expect(screen.getByRole('table', { name: 'Threats' })).toBeVisible()
})

test('chances and ratios read as people say them', () => {
  expect([0.02, 4.1e-11, 1.5e-21].map(chance)).toEqual(['2.0%', '1 in 24 billion', '1 in 10²⁰'])
  expect([717.4, 3.25].map(times)).toEqual(['717 x', '3.3 x'])
})
