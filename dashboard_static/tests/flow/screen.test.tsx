import { fireEvent, screen, within } from '@testing-library/react'
import { afterEach, expect, test, vi } from 'vitest'
import { FlowScreen } from '@/components/flow/FlowScreen'
import { show, standIn } from '../standIn'
import { flowPage } from './builders'

vi.mock('next/navigation', () => ({
  usePathname: () => '/flow/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(location.search),
}))

vi.setConfig({ testTimeout: 20_000 })
afterEach(() => vi.unstubAllGlobals())

const at = (search: string) => history.replaceState(null, '', `/flow/${search}`)
const payment = (number: number) => ({
  transaction_id: `t-${number}`,
  outcome: 'decline',
  score: 0.93,
  user_id: `user-${number}`,
  card_id: 'card',
  device_id: 'device',
  merchant: 'Cedar',
  merchant_category: 'grocery',
  amount_minor: 150,
  currency: 'USD',
  occurred_at: '2026-11-22T18:01:00Z',
})

test('bands say in words what their width shows', async () => {
  at('?measure=transactions')
  standIn((path) => (path === '/flows' ? flowPage() : undefined))
  show(<FlowScreen />)

  const bands = await screen.findAllByTestId('band')

  expect(bands).toHaveLength(4)
  expect(bands[3]).toHaveAccessibleName(
    'New card to Others: 4 payments approved, 1 payment to review, 5 payments declined',
  )
  expect(screen.getByText(/100 payments, \$100, 6.0% stopped/)).toBeVisible()
})

test('a band opens by mouse and by keyboard, as an address', async () => {
  at('')
  standIn((path) => (path === '/flows' ? flowPage() : undefined))
  show(<FlowScreen />)
  const [first, second] = await screen.findAllByTestId('band')
  if (!first || !second) throw new Error('no bands')

  fireEvent.click(first)
  expect(location.search).toBe('?source=from%3Aestablished&target=card%3Aknown')
  fireEvent.keyDown(second, { key: 'Enter' })
  expect(location.search).toBe('?source=from%3Anew&target=card%3Anew')
})

test('an open band lists its payments, of the window and currency it was drawn from', async () => {
  at('?source=card:new&target=to/other')
  const { asked } = standIn((path) =>
    path === '/flows'
      ? flowPage()
      : { transactions: [payment(1), payment(2)], next_before: null, is_partial: true },
  )
  show(<FlowScreen />)

  const table = await screen.findByRole('table', { name: 'Payments of the band' })

  expect(within(table).getAllByTestId('row')).toHaveLength(2)
  expect(screen.getByText(/the band holds more/)).toBeVisible()
  const query = new URLSearchParams(asked.find((one) => one.startsWith('/flows/t'))?.split('?')[1])
  expect(query.get('since')).toBe('2026-11-22T18:00:00Z')
  expect(query.get('until')).toBe('2026-11-22T18:02:00Z')
  expect(query.get('currency')).toBe('USD')
  expect(query.get('target')).toBe('to/other')
})

test('arrow keys brush a part of the window', async () => {
  at('')
  standIn((path) => (path === '/flows' ? flowPage() : undefined))
  show(<FlowScreen />)

  fireEvent.keyDown(await screen.findByTestId('brush'), { key: 'ArrowLeft' })

  const query = new URLSearchParams(location.search)
  expect(query.get('since')).toBe('2026-11-22T18:01:00Z')
  expect(query.get('until')).toBe('2026-11-22T18:02:00Z')
})

test('a brushed part is asked for beside the whole window', async () => {
  at('?window=3h&since=2026-11-22T18:01:00Z&until=2026-11-22T18:02:00Z')
  const { asked } = standIn((path) => (path === '/flows' ? flowPage() : undefined))
  show(<FlowScreen />)

  await screen.findAllByTestId('band')

  const flows = asked.filter((one) => one.startsWith('/flows?'))
  expect(flows.some((one) => one.includes('window=3h') && !one.includes('since'))).toBe(true)
  expect(flows.some((one) => one.includes('since=2026') && !one.includes('window'))).toBe(true)
})

test('currencies are chosen, never added', async () => {
  at('')
  const currencies = [
    { currency: 'USD', transactions: 100 },
    { currency: 'EUR', transactions: 7 },
  ]
  standIn((path) => (path === '/flows' ? flowPage({ currencies }) : undefined))
  show(<FlowScreen />)

  fireEvent.change(await screen.findByLabelText('Currency'), { target: { value: 'EUR' } })

  expect(new URLSearchParams(location.search).get('currency')).toBe('EUR')
})

test('a window in which nothing was paid says so and offers a wider one', async () => {
  at('')
  standIn((path) =>
    path === '/flows'
      ? flowPage({ nodes: [], links: [], currency: null, currencies: [] })
      : undefined,
  )
  show(<FlowScreen />)

  expect(await screen.findByText('Nothing was paid in this window')).toBeVisible()
  fireEvent.click(screen.getByRole('button', { name: 'Look at 24 hours' }))
  expect(location.search).toBe('?window=24h')
})

test('a refusal is told with its reason', async () => {
  at('')
  standIn(() => undefined)
  show(<FlowScreen />)

  expect(await screen.findByText('The flows could not be loaded')).toBeVisible()
})
