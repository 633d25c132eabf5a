import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { EntityScreen } from '@/components/entity/EntityScreen'
import { hitLink } from '@/lib/api/entities'
import type { EntityView } from '@/lib/api/messages'
import { levelOf } from '@/lib/risk/level'
import { useToasts } from '@/lib/toasts/toasts'
import { ME, NO_ALERTS, open, problem, serve } from './serving'

let search = '?type=device&id=pixel%207'
const pushed: string[] = []
vi.mock('next/navigation', () => ({
  usePathname: () => '/entity/',
  useRouter: () => ({
    push: (path: string) => pushed.push(path),
    replace: () => undefined,
    back: () => undefined,
  }),
  useSearchParams: () => new URLSearchParams(search),
}))
vi.mock('@/components/entity/RiskChart', () => ({ RiskChart: () => <canvas /> }))

const entry = {
  entry_id: 'e1',
  list: 'watch' as const,
  entity: 'device' as const,
  entity_id: 'pixel 7',
  reason: 'tip from the bank',
  author: 'ana',
  created_at: '2026-11-22T18:00:00Z',
  expires_at: null,
}

function view(change: Partial<EntityView> = {}): EntityView {
  return {
    entity: 'device',
    entity_id: 'pixel 7',
    at: '2026-11-22T18:00:00Z',
    currency: 'USD',
    last_seen_at: '2026-11-22T17:59:00Z',
    score: 0.86,
    windows: [
      { window: '1m', count: 6, sum_minor: 9_050, usual_count: 0.5, counterparts: { user: 4 } },
      { window: '10m', count: 9, sum_minor: 100, usual_count: 0.01, counterparts: { user: 9 } },
      { window: '24h', count: 9, sum_minor: 100, usual_count: 0, counterparts: { user: 9 } },
      { window: '7d', count: 9, sum_minor: 12_000, usual_count: null, counterparts: { user: 5 } },
    ],
    normal: null,
    labels: {
      windows: [{ window: '7d', frauds: 2, genuine: 1 }],
      frauds: ['tx-bad'],
      genuine: ['tx-good'],
    },
    lists: [entry],
    snoozes: [],
    ring: null,
    cases: ['case-4'],
    days: [{ day: '2026-11-22', score: 0.86 }],
    points: [
      { transaction_id: 'tx-bad', at: '2026-11-22T17:00:00Z', score: 0.86, outcome: 'review' },
    ],
    ...change,
  }
}

const PATH = '/entities/device/pixel%207'
const none = { transactions: [], next_cursor: null }
const graph = {
  nodes: [
    { entity: 'device', entity_id: 'pixel 7', score: 0.86, users: 2, is_fraud: false },
    { entity: 'user', entity_id: 'thief', score: 0.9, users: null, is_fraud: true },
    { entity: 'card', entity_id: 'c-1', score: 0.1, users: 3, is_fraud: false },
  ],
  edges: [],
  total_nodes: 3,
  truncated: false,
}
const base = { '/alerts': NO_ALERTS, '/me': ME, [`${PATH}/transactions`]: none }

beforeEach(() => {
  search = '?type=device&id=pixel%207'
  pushed.length = 0
  useToasts.setState({ shown: [] })
})
afterEach(() => vi.unstubAllGlobals())

describe('Entity', () => {
  test('shows what is now beside what is usual, and says how far they are apart', async () => {
    serve({ ...base, [PATH]: view(), [`${PATH}/graph`]: graph })
    open(<EntityScreen />)
    const rows = within(await screen.findByTestId('windows')).getAllByRole('row')
    expect(rows[1]).toHaveTextContent('1 min60.512×')
    // A multiple of next to nothing says nothing.
    expect(rows[2]).toHaveTextContent('10 min9< 0.1—')
    expect(rows[3]).toHaveTextContent('24 h9none before—')
    expect(rows[4]).toHaveTextContent('7 days9——$120.00')
  })

  test('names its neighbours with what is known of them', async () => {
    serve({ ...base, [PATH]: view(), [`${PATH}/graph`]: graph })
    open(<EntityScreen />)
    const near = within(await screen.findByTestId('neighbours')).getAllByRole('listitem')
    expect(near.map((row) => row.textContent)).toEqual([
      expect.stringContaining('thiefconfirmed fraud'),
      expect.stringContaining('c-13 users'),
    ])
    expect(screen.getByText('2 neighbours')).toBeInTheDocument()
  })

  test('is taken off a list, and put back where that was a mistake', async () => {
    const changes = serve({
      ...base,
      [PATH]: view(),
      [`${PATH}/graph`]: graph,
      'DELETE /lists/e1': new Response(null, { status: 204 }),
      'POST /lists': entry,
    })
    open(<EntityScreen />)
    const lists = within(await screen.findByTestId('entity-lists'))
    await userEvent.click(lists.getByRole('button', { name: 'Take it off the watch list' }))
    await userEvent.click(await screen.findByRole('button', { name: /Undo/ }))
    await waitFor(() => expect(changes.map(({ method }) => method)).toEqual(['DELETE', 'POST']))
    expect(changes[1]?.body).toMatchObject({ list: 'watch', entity_id: 'pixel 7' })
  })

  test('opens the list dialog about itself with b', async () => {
    serve({ ...base, [PATH]: view(), [`${PATH}/graph`]: graph })
    open(<EntityScreen />)
    await screen.findByTestId('windows')
    await userEvent.keyboard('b')
    expect(await screen.findByLabelText('Id')).toHaveValue('pixel 7')
    expect(screen.getByLabelText('Entity')).toHaveValue('device')
  })

  test('says that nothing is known, and that a link is broken', async () => {
    serve({ ...base, [PATH]: problem(404, 'no device') })
    const { unmount } = open(<EntityScreen />)
    expect(await screen.findByTestId('unknown-entity')).toHaveTextContent('pixel 7')
    unmount()
    search = '?type=planet&id=mars'
    open(<EntityScreen />)
    expect(await screen.findByText('No entity has this id')).toBeInTheDocument()
  })

  test('keeps its other parts when one cannot be loaded', async () => {
    serve({ ...base, [PATH]: view({ lists: [] }), [`${PATH}/graph`]: problem(503, 'graph away') })
    open(<EntityScreen />)
    expect(await screen.findByText('graph away')).toBeInTheDocument()
    expect(screen.getByText('It stands on no list.')).toBeInTheDocument()
  })

  test('tells of a merchant that it ties nobody, without asking', async () => {
    search = '?type=merchant&id=Shop'
    serve({
      ...base,
      '/entities/merchant/Shop': view({ entity: 'merchant', entity_id: 'Shop' }),
      '/entities/merchant/Shop/transactions': none,
    })
    open(<EntityScreen />)
    expect(await screen.findByText('Nobody is tied to it')).toBeInTheDocument()
    expect(await screen.findByText('No decided transaction')).toBeInTheDocument()
  })
})

describe('Search', () => {
  const hits = [
    { kind: 'user', id: 'ann', score: null, headline: null },
    { kind: 'case', id: 'case-1', score: 0.9, headline: 'High velocity' },
  ]

  test('finds what the whole system knows, and opens it', async () => {
    serve({
      ...base,
      [PATH]: view(),
      [`${PATH}/graph`]: graph,
      '/search': { hits, truncated: false },
    })
    open(<EntityScreen />)
    await screen.findByTestId('windows')
    await userEvent.keyboard('{Control>}k{/Control}')
    await userEvent.type(await screen.findByRole('combobox'), 'case')
    await userEvent.click(await screen.findByText('case-1'))
    expect(pushed).toEqual(['/case/?id=case-1'])
  })

  test('leads each kind to its own screen', () => {
    const link = (kind: 'user' | 'ring' | 'transaction') =>
      hitLink({ kind, id: 'a b', score: null, headline: null })
    expect(link('user')).toBe('/entity/?type=user&id=a%20b')
    expect(link('ring')).toBe('/rings/?ring=a%20b')
    expect(link('transaction')).toBe('/alert/?id=a%20b')
  })

  test.each([
    [0.249, 1],
    [0.25, 2],
    [0.5, 3],
    [0.8, 4],
  ])('a score of %s has %s bars', (score, bars) => expect(levelOf(score)).toBe(bars))
})
