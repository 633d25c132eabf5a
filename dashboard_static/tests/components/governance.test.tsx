import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { AuditScreen } from '@/components/audit/AuditScreen'
import { WhatIfBench } from '@/components/whatif/WhatIfBench'
import type { RuleBook } from '@/lib/api/messages'
import { NEW_RULE } from '@/lib/rules/workingSet'
import { ME, NO_ALERTS, open, problem, serve } from './serving'

let search = ''
vi.mock('next/navigation', () => ({
  usePathname: () => '/audit/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(search),
}))

beforeEach(() => {
  search = ''
  // jsdom lays nothing out: rows are virtual, so the box needs a height.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(600)
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(900)
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const base = { '/alerts': NO_ALERTS, '/me': ME }
const entry = (seq: number, change: object = {}) => ({
  seq,
  at: '2026-11-22T18:00:00Z',
  who: 'bob',
  role: 'analyst',
  action: 'lists.put',
  subject: 'device:d1',
  before: { list: 'watch', reason: 'seen' },
  after: { list: 'block', reason: 'seen' },
  withdraws: null,
  digest: 'f'.repeat(64),
  is_intact: true,
  ...change,
})
const page = (...entries: object[]) => ({
  entries,
  last_seq: entries.length,
  next_before_seq: null,
})

describe('Audit', () => {
  test('shows what an entry changed, value by value, and what it did not', async () => {
    search = 'seq=1'
    serve({ ...base, '/audit': page(entry(1)) })
    open(<AuditScreen />)
    const pane = await screen.findByTestId('audit-entry')
    expect(within(pane).getByText('watch')).toBeInTheDocument()
    expect(within(pane).getByText('block')).toBeInTheDocument()
    expect(within(pane).queryByText('seen')).not.toBeInTheDocument()
  })

  test('says it where a seal does not fit', async () => {
    search = 'seq=2'
    serve({ ...base, '/audit': page(entry(2, { is_intact: false }), entry(1)) })
    open(<AuditScreen />)
    expect(await screen.findByText('This is not what was written.')).toBeInTheDocument()
    expect(screen.getByText('1 seal in sight does not fit')).toBeInTheDocument()
  })

  test('an empty log and an empty filter say different things', async () => {
    serve({ ...base, '/audit': page() })
    const { unmount } = open(<AuditScreen />)
    expect(await screen.findByText('Nobody has changed anything yet')).toBeInTheDocument()
    unmount()
    search = 'who=nobody'
    open(<AuditScreen />)
    expect(await screen.findByText('No change fits this filter')).toBeInTheDocument()
  })

  test('tells why the log could not be loaded', async () => {
    serve({ ...base, '/audit': problem(403, 'eve is viewer; this needs analyst') })
    open(<AuditScreen />)
    expect(await screen.findByText('The audit log could not be loaded')).toBeInTheDocument()
    expect(screen.getByText('eve is viewer; this needs analyst')).toBeInTheDocument()
  })

  test('exports every part, the head of the table once', async () => {
    const parts = [
      new Response('seq,who\r\n1,bob\r\n', { headers: { 'Ringfence-Next-After-Seq': '1' } }),
      new Response('seq,who\r\n2,cem\r\n'),
    ]
    serve({
      ...base,
      '/audit': page(entry(1)),
      '/audit/export': () => parts.shift() ?? problem(500, ''),
    })
    const saved: BlobPart[] = []
    vi.stubGlobal('Blob', function Blob([body]: BlobPart[]) {
      if (body !== undefined) saved.push(body)
    })
    URL.createObjectURL = () => 'blob:x'
    URL.revokeObjectURL = () => undefined
    open(<AuditScreen />)
    await screen.findByText('device:d1')
    await userEvent.click(screen.getByRole('button', { name: 'CSV' }))
    await waitFor(() => expect(saved).toEqual(['seq,who\r\n1,bob\r\n2,cem\r\n']))
  })
})

const sample = {
  transaction_ids: ['t3', 't2', 't1'],
  decided_at_ms: [7_200_000, 3_600_000, 0],
  amounts_minor: [1, 1, 1],
  outcomes: ['approve', 'review', 'approve'],
  points: [4_000, 6_000, 100],
  margins: [-0.405465108, 0.405465108, -4.59511985],
  demanded: ['approve', 'approve', 'approve'],
  listed: [null, null, null],
  labels: ['fraud', 'genuine', null],
  numbers: { amount: [500, 20, 20] },
  words: {},
  review_at_points: 5_000,
  decline_at_points: 9_500,
  skipped: 0,
  is_cut_short: false,
}
const rule = { ...NEW_RULE, code: 'large', when: 'amount > 100.0', sentence: 'x', weight: 0 }
const book = { published: { version: 'v1', rules: [rule] }, draft: null, history: [] }
const drafted = (when: string): RuleBook => ({
  ...book,
  draft: {
    version: 'v2',
    based_on: 'v1',
    author: 'ana',
    saved_at: '2026-11-22T18:00:00Z',
    rules: [{ ...rule, when, outcome: 'decline' }],
  },
})

describe('What if', () => {
  test('a dragged threshold shows what flips and what it costs', async () => {
    serve({ ...base, '/decisions/sample': sample })
    open(<WhatIfBench book={book} />)
    const review = await screen.findByLabelText('Review from')
    expect(await screen.findByText('No outcome would be another')).toBeInTheDocument()
    fireEvent.change(review, { target: { value: '3500' } })
    const flip = await screen.findByTestId('flip')
    expect(flip).toHaveTextContent('t3')
    expect(flip).toHaveTextContent('Approve')
    expect(flip).toHaveTextContent('Review')
    expect(tile('Alerts an hour')).toHaveTextContent('1.0')
    expect(tile('Precision')).toHaveTextContent('50.0 %')
    expect(tile('Frauds caught')).toHaveTextContent('100.0 %')
    expect(tile('Analyst minutes an hour')).toHaveTextContent('4.0')
  })

  test('a score alone flips nothing to declined, a rule that asks for a look beside it does', async () => {
    const points = [9_900, 9_900, 9_900]
    const outcomes = ['review', 'review', 'decline']
    const demanded = ['approve', 'review', 'review']
    serve({ ...base, '/decisions/sample': { ...sample, points, outcomes, demanded } })
    open(<WhatIfBench book={book} />)
    const flip = await screen.findByTestId('flip')
    expect(flip).toHaveTextContent('t2')
    expect(flip).toHaveTextContent('Decline')
    expect(tile('Declined')).toHaveTextContent('2')
  })

  test('a review threshold above that for declining takes it along', async () => {
    serve({ ...base, '/decisions/sample': sample })
    open(<WhatIfBench book={book} />)
    fireEvent.change(await screen.findByLabelText('Review from'), { target: { value: '9800' } })
    expect(screen.getByLabelText('Decline from')).toHaveValue('9800')
  })

  test('a draft is run in the browser', async () => {
    serve({ ...base, '/decisions/sample': sample })
    open(<WhatIfBench book={drafted('amount > 100.0')} />)
    await userEvent.click(await screen.findByText('The draft'))
    expect(await screen.findByTestId('flip')).toHaveTextContent('Decline')
  })

  test('a draft that only the server computes is tried there', async () => {
    const side = {
      approve: 1,
      review: 1,
      decline: 1,
      alerts_per_hour: 1,
      precision: null,
      recall: null,
    }
    const changes = serve({
      ...base,
      '/decisions/sample': sample,
      'POST /rules/simulate': { before: side, after: side, flips_total: 0, flips: [], rules: [] },
    })
    open(<WhatIfBench book={drafted('size(merchant) > 3')} />)
    await userEvent.click(await screen.findByText('The draft'))
    expect(await screen.findByText(/it uses size\(\)/)).toBeInTheDocument()
    await userEvent.click(screen.getByRole('button', { name: 'Try it there' }))
    await screen.findByText('No outcome would be another')
    expect(changes.at(-1)?.body).toMatchObject({ limit: 3, rules: [{ code: 'large' }] })
  })

  test('without decisions it says what it waits for', async () => {
    serve({ ...base, '/decisions/sample': { ...sample, transaction_ids: [] } })
    open(<WhatIfBench book={book} />)
    expect(await screen.findByText('Nothing has been decided yet')).toBeInTheDocument()
  })

  test('tells why decisions could not be loaded', async () => {
    serve({ ...base, '/decisions/sample': problem(503, 'Redis: away') })
    open(<WhatIfBench book={book} />)
    expect(await screen.findByText('Redis: away')).toBeInTheDocument()
  })
})

const tile = (label: string) => screen.getByText(label).closest('div')
