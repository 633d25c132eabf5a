import { act, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AlertScreen } from '@/components/alert/AlertScreen'
import { LiveScreen } from '@/components/live/LiveScreen'
import { AppShell } from '@/components/shell/AppShell'
import { Providers } from '@/components/shell/Providers'
import type { AlertPage, ServerMessage } from '@/lib/api/messages'
import { useFeedFilter, useSelection } from '@/lib/feed/filterState'
import { PREFERENCES_KEY, usePreferences } from '@/lib/preferences/preferences'
import { alertsFrame, decision, page } from '../builders'

let search = ''
vi.mock('next/navigation', () => ({
  usePathname: () => '/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(search),
}))

class FakeWebSocket {
  static readonly OPEN = 1
  static newest: FakeWebSocket | null = null
  readonly readyState = 1
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  onclose: ((event: { code: number }) => void) | null = null
  constructor() {
    FakeWebSocket.newest = this
    queueMicrotask(() => this.onopen?.())
  }
  send(): void {}
  close(): void {}
  says(message: ServerMessage): void {
    this.onmessage?.({ data: JSON.stringify(message) })
  }
}

interface Server {
  alerts: AlertPage | { problem: number }
  sign_in: 'none' | 'token'
  transaction: object | null
}

function serve({ alerts = page(0), sign_in = 'none', transaction = null }: Partial<Server>) {
  const json = (body: unknown, status = 200) => Promise.resolve(Response.json(body, { status }))
  const problem = (status: number) =>
    json(
      { type: 'x', title: 'Archive unavailable', status, detail: 'No answer.', errors: [] },
      status,
    )
  vi.stubGlobal('WebSocket', FakeWebSocket)
  vi.stubGlobal('fetch', (url: string) => {
    if (url.endsWith('/config.json'))
      return json({ api_url: '/api', websocket_url: '/ws', environment: 'test', sign_in })
    if (url.includes('/alerts')) return 'problem' in alerts ? problem(alerts.problem) : json(alerts)
    if (url.includes('/transactions/')) return transaction ? json(transaction) : problem(404)
    return problem('problem' in alerts ? alerts.problem : 503)
  })
}

function open(screenToOpen: React.ReactNode) {
  render(
    <Providers>
      <AppShell>{screenToOpen}</AppShell>
    </Providers>,
  )
}

beforeEach(() => {
  search = ''
  sessionStorage.clear()
  history.replaceState(null, '', '/')
  useFeedFilter.getState().clear()
  useSelection.getState().select(null)
})
afterEach(() => vi.unstubAllGlobals())

describe('Live', () => {
  test('shows a skeleton while it loads', () => {
    serve({})
    open(<LiveScreen />)
    expect(screen.getByTestId('loading')).toBeInTheDocument()
  })

  test('explains an empty system and how to raise the first alert', async () => {
    serve({})
    open(<LiveScreen />)
    const empty = await screen.findByTestId('empty')
    expect(empty).toHaveTextContent('make demo')
    expect(empty).toHaveTextContent(`curl -sS ${location.origin}/api/transaction`)
  })

  test('shows the problem and lets the analyst try again', async () => {
    serve({ alerts: { problem: 503 } })
    open(<LiveScreen />)
    expect(await screen.findByTestId('problem')).toHaveTextContent('Archive unavailable · 503')
    serve({ alerts: page(3, 3) })
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
    await waitFor(() => expect(screen.getAllByTestId('alert-row')).toHaveLength(3))
  })

  test('adds what the socket says on top, each row a link to its decision', async () => {
    serve({ alerts: page(5, 5) })
    open(<LiveScreen />)
    await screen.findAllByTestId('alert-row')
    act(() => FakeWebSocket.newest?.says(alertsFrame(5, 7)))
    await waitFor(() => expect(screen.getAllByTestId('alert-row')).toHaveLength(7))
    const row = document.querySelector('[data-seq="7"]')
    expect(row).toHaveAttribute('data-transaction-id', 't-7')
    expect(row?.querySelector('a')).toHaveAttribute(
      'href',
      expect.stringMatching(/^\/alert\/?\?id=t-7$/),
    )
    expect(screen.getByTestId('missed')).toHaveTextContent('0 missed')
  })

  test('space holds the feed and says how many are new', async () => {
    serve({ alerts: page(5, 5) })
    open(<LiveScreen />)
    await screen.findAllByTestId('alert-row')
    await userEvent.keyboard(' ')
    act(() => FakeWebSocket.newest?.says(alertsFrame(5, 25)))
    const resume = await screen.findByTestId('resume')
    await waitFor(() => expect(resume).toHaveTextContent('20 new · resume'))
    expect(screen.getAllByTestId('alert-row')).toHaveLength(5)
    await userEvent.click(resume)
    await waitFor(() => expect(screen.getAllByTestId('alert-row').length).toBeGreaterThan(5))
  })

  test('keys mean nothing while a field has focus', async () => {
    serve({ alerts: page(5, 5) })
    open(<LiveScreen />)
    await screen.findAllByTestId('alert-row')
    await userEvent.keyboard('/')
    await userEvent.keyboard('j t-3')
    expect(useSelection.getState().seq).toBeNull()
    expect(useFeedFilter.getState().filter.text).toBe('j t-3')
  })

  test('keys mean nothing once they are switched off, and stay off', async () => {
    serve({ alerts: page(5, 5) })
    open(<LiveScreen />)
    await screen.findAllByTestId('alert-row')
    await userEvent.keyboard('?')
    await userEvent.click(await screen.findByRole('switch', { name: /Use keyboard shortcuts/ }))
    await userEvent.click(screen.getByRole('button', { name: 'Close' }))
    await userEvent.keyboard('j')
    expect(useSelection.getState().seq).toBeNull()
    expect(localStorage.getItem(PREFERENCES_KEY)).toContain('"hasShortcuts":false')
    usePreferences.getState().setShortcuts(true)
  })

  test('asks for a token where the configuration says so', async () => {
    serve({ sign_in: 'token', alerts: page(2, 2) })
    open(<LiveScreen />)
    serve({ sign_in: 'token', alerts: { problem: 401 } })
    await userEvent.type(await screen.findByLabelText('Access token'), 'wrong{Enter}')
    expect(await screen.findByText(/refused that token/)).toBeInTheDocument()
    serve({ sign_in: 'token', alerts: page(2, 2) })
    await userEvent.type(await screen.findByLabelText('Access token'), 'secret{Enter}')
    expect(await screen.findAllByTestId('alert-row')).toHaveLength(2)
  })

  test('keeps the feed and says so when the connection stays lost', async () => {
    serve({ alerts: page(5, 5) })
    open(<LiveScreen />)
    await screen.findAllByTestId('alert-row')
    vi.stubGlobal(
      'WebSocket',
      class extends FakeWebSocket {
        constructor() {
          super()
          this.onopen = null
          setTimeout(() => this.onclose?.({ code: 1006 }))
        }
      },
    )
    act(() => FakeWebSocket.newest?.onclose?.({ code: 1006 }))
    const banner = await screen.findByTestId('disconnected-banner', {}, { timeout: 3_000 })
    expect(banner).toHaveTextContent('5 alerts are kept')
    expect(screen.getAllByTestId('alert-row')).toHaveLength(5)
  })
})

describe('Alert', () => {
  test('shows the decision', async () => {
    search = 'id=t-1'
    serve({ transaction: decision() })
    open(<AlertScreen />)
    expect(await screen.findByTestId('ledger-sum')).toHaveTextContent('87.42')
    expect(screen.getByTestId('score')).toHaveTextContent('87/ 100Critical risk')
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('3 users share a device')
  })

  test('waits for a pending transaction', async () => {
    search = 'id=t-1'
    serve({ transaction: { transaction_id: 't-1', status: 'pending' } })
    open(<AlertScreen />)
    await screen.findByTestId('pending')
    serve({ transaction: decision() })
    expect(await screen.findByTestId('ledger', {}, { timeout: 3_000 })).toBeInTheDocument()
  })

  test('says what to do about an unknown id', async () => {
    search = 'id=nobody'
    serve({})
    open(<AlertScreen />)
    expect(await screen.findByTestId('unknown-transaction')).toHaveTextContent('nobody')
  })
})
