import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { QueueScreen } from '@/components/queue/QueueScreen'
import { AppShell } from '@/components/shell/AppShell'
import { Providers } from '@/components/shell/Providers'
import { useToasts } from '@/lib/toasts/toasts'
import { aCase, Desk } from './desk'

vi.mock('next/navigation', () => ({
  usePathname: () => '/queue/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(location.search),
}))

// jsdom has no canvas; what it draws is in the table view too.
vi.mock('@/components/graph/GraphCanvas', () => ({ GraphCanvas: () => null }))

class SilentWebSocket {
  static readonly OPEN = 1
  readonly readyState = 1
  send(): void {}
  close(): void {}
}

const REFUSED = 'Analysts and up may do this; you are a viewer.'

let desk: Desk

beforeEach(() => {
  desk = new Desk()
  history.replaceState(null, '', '/queue/')
  useToasts.setState({ shown: [] })
  HTMLElement.prototype.scrollIntoView = () => undefined
  vi.stubGlobal('WebSocket', SilentWebSocket)
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    if (url.endsWith('/config.json'))
      return Promise.resolve(
        Response.json({
          api_url: '/api',
          websocket_url: '/ws',
          environment: 'test',
          sign_in: 'none',
        }),
      )
    const path = url.slice(url.indexOf('/api') + '/api'.length)
    const sent: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined
    const { status, body } = desk.answer(init?.method ?? 'GET', path, sent)
    return Promise.resolve(Response.json(body, { status }))
  })
})
afterEach(() => vi.unstubAllGlobals())

function open() {
  const queue = (
    <Providers>
      <AppShell>
        <QueueScreen />
      </AppShell>
    </Providers>
  )
  const { rerender } = render(queue)
  return { again: () => rerender(queue) }
}

test('the list shows urgency order, exposure by currency, and an invitation to take the next', async () => {
  open()
  const rows = await screen.findAllByTestId('queue-row')
  expect(rows.map((row) => row.dataset.caseId)).toEqual(['case-1', 'case-2'])
  expect(rows[0]).toHaveTextContent('$12.50')
  expect(rows[0]).toHaveTextContent('€3.00')
  expect(screen.getByText('No case is open')).toBeInTheDocument()
})

test('n takes the most urgent case, f and Enter label it, n closes it and takes the next', async () => {
  const { again } = open()
  await screen.findAllByTestId('queue-row')

  await userEvent.keyboard('n')
  await waitFor(() => expect(location.search).toBe('?case=case-1'))
  again()
  await waitFor(() => expect(screen.getByTestId('case')).toHaveAttribute('data-mine'))
  await userEvent.keyboard('f')
  await screen.findByRole('dialog', { name: 'Label fraud' })
  await userEvent.keyboard('{Enter}')
  await waitFor(() => expect(screen.getByTestId('next')).toHaveTextContent('Close and take next'))
  expect(screen.getByTestId('pace')).toHaveTextContent('1 case decided')
  await userEvent.keyboard('n')

  await waitFor(() => expect(location.search).toBe('?case=case-2'))
  expect(desk.asked).toEqual([
    'POST /cases/next',
    'POST /cases/case-1/label',
    'POST /cases/case-1/close',
    'POST /cases/next',
  ])
})

test('z takes a label back within ten seconds', async () => {
  desk.cases = [
    aCase(1, { status: 'investigating', hold: { person: 'ana', until: '2099-01-01T00:00:00Z' } }),
  ]
  history.replaceState(null, '', '/queue/?case=case-1')
  open()
  await waitFor(() => expect(screen.getByTestId('case')).toHaveAttribute('data-mine'))
  await userEvent.keyboard('l')
  await screen.findByRole('dialog', { name: 'Label genuine' })
  await userEvent.keyboard('{Enter}')
  await screen.findByText('The whole case labelled genuine')

  await userEvent.keyboard('z')

  await screen.findByText('Undone')
  expect(desk.asked.at(-1)).toBe('POST /cases/case-1/undo')
})

test('a case somebody else holds can be read, not decided', async () => {
  desk.cases = [aCase(1, { hold: { person: 'ben', until: '2099-01-01T00:00:00Z' } })]
  history.replaceState(null, '', '/queue/?case=case-1')
  open()
  const toolbar = await screen.findByRole('toolbar', { name: 'The case' })
  expect(toolbar).toHaveTextContent('ben is working on this case')
  expect(within(toolbar).queryByRole('button', { name: /Fraud/ })).toBeNull()
})

test('a refused change says why', async () => {
  desk.refuses = { status: 409, title: 'Case held', detail: 'ben took it.' }
  history.replaceState(null, '', '/queue/?case=case-1')
  open()
  await userEvent.click(await screen.findByTestId('take'))
  expect(await screen.findByText('Case held. ben took it.')).toBeInTheDocument()
})

test('a viewer finds every action disabled with the reason, and no key does it', async () => {
  desk.role = 'viewer'
  history.replaceState(null, '', '/queue/?case=case-1')
  open()
  const toolbar = await screen.findByRole('toolbar', { name: 'The case' })
  await waitFor(() => expect(screen.getByTestId('next')).toHaveAttribute('aria-disabled', 'true'))
  const inert = [screen.getByTestId('next'), ...within(toolbar).getAllByRole('button')]
  for (const button of inert) expect(button).toHaveAccessibleDescription(REFUSED)
  expect(screen.getByPlaceholderText(REFUSED)).toBeDisabled()

  await userEvent.keyboard('n')
  await userEvent.click(screen.getByTestId('take'))

  expect(await screen.findAllByTestId('toast')).toHaveLength(2)
  expect(screen.getAllByTestId('toast')[0]).toHaveTextContent(REFUSED)
  expect(desk.asked).toEqual([])
})

test('an empty queue says what would fill it', async () => {
  desk.cases = []
  open()
  expect(await screen.findByText('The queue is empty')).toBeInTheDocument()
})

test('a case without an answer shows the problem and offers to try again', async () => {
  history.replaceState(null, '', '/queue/?case=case-9')
  open()
  const problem = await screen.findByTestId('problem')
  expect(problem).toHaveTextContent('The case could not be loaded')
})

test('the pane for deciding shows who is around the payer beside the reasons', async () => {
  history.replaceState(null, '', '/queue/?case=case-1')
  open()
  expect(await screen.findByTestId('graph-counts')).toHaveTextContent('3 entities, 2 links')
  expect(screen.getByTestId('ledger')).toBeInTheDocument()
  expect(screen.getByTestId('anchors')).toHaveTextContent('user-1')
  expect(screen.getByRole('link', { name: /Open the user/ })).toBeInTheDocument()
})

test('a payer whom nothing ties to anybody is said to be alone', async () => {
  desk.around = { status: 404, body: { status: 404, title: 'Unknown', detail: '', errors: [] } }
  history.replaceState(null, '', '/queue/?case=case-1')
  open()
  expect(await screen.findByText('Nobody is tied to it')).toBeInTheDocument()
})

test('a graph that fails leaves the case to be decided', async () => {
  desk.around = {
    status: 503,
    body: { status: 503, title: 'Away', detail: 'No graph', errors: [] },
  }
  history.replaceState(null, '', '/queue/?case=case-1')
  open()
  expect(await screen.findByText('The graph could not be loaded')).toBeInTheDocument()
  expect(screen.getByTestId('ledger')).toBeInTheDocument()
})
