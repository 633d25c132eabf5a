import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { QueueScreen } from '@/components/queue/QueueScreen'
import { AppShell } from '@/components/shell/AppShell'
import { Providers } from '@/components/shell/Providers'
import type { Case, CaseSummary } from '@/lib/api/messages'
import { useToasts } from '@/lib/toasts/toasts'
import { alert, decision, page } from '../builders'

vi.mock('next/navigation', () => ({
  usePathname: () => '/queue/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(location.search),
}))

class SilentWebSocket {
  static readonly OPEN = 1
  readonly readyState = 1
  send(): void {}
  close(): void {}
}

function aCase(number: number, change: Partial<Case> = {}): Case {
  const one = alert(number, { score: 0.9 })
  return {
    case_id: `case-${number}`,
    version: 1,
    status: 'open',
    headline: `Headline ${number}`,
    score: 0.9,
    risk_level: 4,
    anchors: [
      { type: 'user', id: one.user_id },
      { type: 'device', id: one.device_id },
    ],
    reason_codes: ['high_velocity'],
    exposure: { USD: 1250, EUR: 300 },
    alert_count: 1,
    labels: {},
    opened_at: '2026-11-22T18:00:00Z',
    updated_at: '2026-11-22T18:00:00Z',
    due_at: '2099-11-22T19:00:00Z',
    assignee: null,
    hold: null,
    escalation: null,
    closing: null,
    alerts: [{ alert: one, label: null }],
    activity: [
      { at: '2026-11-22T18:00:00Z', person: null, action: 'opened', detail: one.headline },
    ],
    undoable: null,
    ...change,
  }
}

/** The API as far as a queue sees it: cases that are taken, labelled and closed. */
class Desk {
  readonly asked: string[] = []
  cases: Case[] = [aCase(1), aCase(2)]
  refuses: { status: number; title: string; detail: string } | null = null

  answer(method: string, path: string, body: unknown): { status: number; body: unknown } {
    if (method !== 'GET') this.asked.push(`${method} ${path}`)
    if (path === '/me') return ok({ name: 'ana', role: 'analyst', is_open: true })
    if (path === '/rules') return ok({ published: { rules: [{ code: 'high_velocity' }] } })
    if (path.startsWith('/alerts')) return ok(page(0))
    if (path.startsWith('/transactions/')) return ok(decision())
    if (path === '/cases/next') return ok({ case: this.next() })
    if (path.startsWith('/cases?')) return this.list()
    const [, id, verb] = /^\/cases\/([^/]+)(?:\/(.+))?$/.exec(path) ?? []
    if (verb && this.refuses)
      return { status: this.refuses.status, body: { ...this.refuses, errors: [] } }
    const found = this.cases.find(({ case_id }) => case_id === id)
    if (!found)
      return { status: 404, body: { status: 404, title: 'Unknown', detail: path, errors: [] } }
    if (verb) this.change(found, verb, body)
    return ok(this.cases.find(({ case_id }) => case_id === id))
  }

  private list() {
    const active = this.cases.filter(({ status }) => status !== 'closed')
    const counts = { open: active.length, investigating: 0, closed: 0, overdue: 0 }
    return ok({ cases: active satisfies CaseSummary[], counts, next_cursor: null })
  }

  private next(): Case | null {
    const free = this.cases.find(({ hold, status }) => !hold && status !== 'closed')
    if (free) this.change(free, 'take', {})
    return this.cases.find(({ case_id }) => case_id === free?.case_id) ?? null
  }

  private change(found: Case, verb: string, body: unknown) {
    const { label } = (body ?? {}) as { label?: 'fraud' }
    const changed: Record<string, Partial<Case>> = {
      take: { hold: { person: 'ana', until: '2099-01-01T00:00:00Z' }, status: 'investigating' },
      label: { labels: { [label ?? '']: 1 } },
      close: { status: 'closed', hold: null },
      release: { hold: null, status: 'open' },
      undo: { labels: {} },
    }
    const after = { ...found, ...changed[verb], version: found.version + 1 }
    this.cases = this.cases.map((each) => (each === found ? after : each))
  }
}

const ok = (body: unknown) => ({ status: 200, body })
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
