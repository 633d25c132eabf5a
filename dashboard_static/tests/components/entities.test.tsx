import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { EntityScreen } from '@/components/entity/EntityScreen'
import { withAir } from '@/components/entity/withAir'
import { alerts } from '../builders'
import { ME, NO_ALERTS, open, serve } from './serving'

let search = ''
vi.mock('next/navigation', () => ({
  usePathname: () => '/entity/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined, back: () => undefined }),
  useSearchParams: () => new URLSearchParams(search),
}))
vi.mock('@/components/entity/RiskChart', () => ({ RiskChart: () => <canvas /> }))
afterEach(() => vi.unstubAllGlobals())

const base = { '/alerts': NO_ALERTS, '/me': ME }

test('a single decision stands in the middle of its minutes, and others keep off the edge', () => {
  const at = 1_000_000
  expect(withAir({ data: [[at]] }, at, at + 86_400_000)).toEqual([at - 60, at + 60])
  expect(withAir({ data: [[at, at + 10_000]] }, at, at + 10_000)).toEqual([at - 300, at + 10_300])
})

describe('Entities', () => {
  test('lists whom the alerts name most, each leading to its page', async () => {
    search = ''
    serve({
      ...base,
      '/alerts': { alerts: alerts(1, 3).reverse(), last_seq: 3, next_before_seq: null },
    })
    open(<EntityScreen />)
    const table = within(await screen.findByRole('table', { name: 'Entities in alerts' }))
    await waitFor(() => expect(table.getAllByTestId('row').length).toBeGreaterThan(2))
    expect(table.getAllByTestId('row')[0]).toHaveTextContent('3')
  })

  test('finds by how an id begins, and leaves out what is no entity', async () => {
    search = '?q=pix'
    serve({
      ...base,
      '/search': {
        hits: [
          { kind: 'device', id: 'pixel 7', score: 0.86, headline: null },
          { kind: 'case', id: 'pix-case', score: null, headline: 'x' },
        ],
        truncated: false,
      },
    })
    open(<EntityScreen />)
    const table = within(await screen.findByRole('table', { name: 'Entities found' }))
    expect(await table.findByText('pixel 7')).toBeInTheDocument()
    expect(table.queryByText('pix-case')).toBeNull()
  })
})
