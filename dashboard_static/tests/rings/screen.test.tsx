import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { RingsScreen } from '@/components/rings/RingsScreen'
import { useToasts } from '@/lib/toasts/toasts'
import { RING_ANSWERS } from '../../scripts/mock-rings.mjs'
import { ME, NO_ALERTS, open, problem, serve } from '../components/serving'

const went: string[] = []
vi.mock('next/navigation', () => ({
  usePathname: () => '/rings/',
  useRouter: () => ({ push: (path: string) => went.push(path), replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(location.search),
}))
// jsdom has no canvas; what it draws is in the table view too.
vi.mock('@/components/graph/GraphCanvas', () => ({ GraphCanvas: () => null }))
vi.setConfig({ testTimeout: 30_000 })
afterEach(() => {
  vi.unstubAllGlobals()
  useToasts.setState({ shown: [] })
})

const at = (search: string) => history.replaceState(null, '', `/rings/${search}`)
const shell = { '/alerts': NO_ALERTS, '/me': ME }
const ask = (path: keyof typeof RING_ANSWERS, id = '') =>
  RING_ANSWERS[path]({ id, isEmpty: false }) as object
const NO_CASES = {
  cases: [],
  counts: { open: 0, investigating: 0, closed: 0, overdue: 0 },
  next_cursor: null,
}
const answers = {
  ...shell,
  '/rings': () => ask('/rings'),
  '/rings/ring-7': () => ask('/rings/*', 'ring-7'),
  '/rings/ring-7/graph': () => ask('/rings/*/graph', 'ring-7'),
  '/rings/ring-7/history': () => ask('/rings/*/history', 'ring-7'),
  '/cases': NO_CASES,
}

test('rings are listed with their size and all that is at stake', async () => {
  at('')
  serve(answers)
  open(<RingsScreen />)
  const rows = await screen.findAllByTestId('ring-row')
  expect(rows).toHaveLength(2)
  expect(rows[0]).toHaveTextContent('14 users share')
  expect(rows[0]).toHaveTextContent('$21,584.00')
})

test('who opened none sees the gravest: list, graph and dossier side by side', async () => {
  at('')
  serve(answers)
  open(<RingsScreen />)
  expect(await screen.findByTestId('ring')).toHaveAttribute('data-ring-id', 'ring-7')
  expect((await screen.findAllByTestId('ring-row'))[0]).toHaveAttribute('aria-current', 'true')
  expect(await screen.findByTestId('graph-counts')).toHaveTextContent('19 entities, 25 links')
  expect(screen.getByTestId('dossier')).toHaveTextContent('+5 / 24 h')
  expect(within(screen.getByTestId('riskiest')).getAllByRole('listitem')[0]).toHaveTextContent(
    'user-2000leader',
  )
})

test('j and Enter open the next ring beside the list, Esc lets it go', async () => {
  at('')
  serve({
    ...answers,
    '/rings/ring-9': () => ask('/rings/*', 'ring-9'),
    '/rings/ring-9/graph': () => ask('/rings/*/graph', 'ring-9'),
  })
  open(<RingsScreen />)
  await screen.findByTestId('ring')
  await userEvent.keyboard('jj{Enter}')
  expect(location.search).toBe('?ring=ring-9')
})

test('the graph is a table too, for whoever has no pointer', async () => {
  at('?ring=ring-7')
  serve(answers)
  open(<RingsScreen />)
  await userEvent.click(await screen.findByRole('radio', { name: 'Table' }))
  const table = await screen.findByRole('table', { name: 'Entities of the graph' })
  expect(within(table).getAllByTestId('row').length).toBeGreaterThan(5)
  expect(within(table).getByText('weakest link')).toBeVisible()
})

test('where there is no ring the screen says what would bring one', async () => {
  at('')
  serve({
    ...shell,
    '/cases': answers['/cases'],
    '/rings': { rings: [], total: 0, next_cursor: null },
  })
  open(<RingsScreen />)
  expect(await screen.findByText('No ring here')).toBeVisible()
})

test('rings that cannot be loaded say why', async () => {
  at('')
  serve({ ...shell, '/cases': answers['/cases'], '/rings': problem(422, 'No such order.') })
  open(<RingsScreen />)
  expect(await screen.findByText('The rings could not be loaded')).toBeVisible()
  expect(screen.getByText('No such order.')).toBeVisible()
})

test('a dossier explains its score and its weakest link, and leads to its case', async () => {
  at('?ring=ring-7&part=members')
  serve(answers)
  open(<RingsScreen />)
  expect(await screen.findByTestId('ledger-sum')).toHaveTextContent('86.00')
  expect(screen.getByText(/falls into parts of 9, 5/)).toBeVisible()
  expect(await screen.findByRole('link', { name: 'Go to case-4' })).toHaveAttribute(
    'href',
    expect.stringMatching(/^\/case\/?\?id=case-4$/),
  )
  const members = within(screen.getByRole('table', { name: 'Members' })).getAllByTestId('row')
  expect(members[0]).toHaveTextContent('user-2000leader')
})

test('members are blocked with a reason, and it can be taken back', async () => {
  at('?ring=ring-7&part=members')
  const changes = serve({
    ...answers,
    'POST /rings/ring-7/block': { ring_id: 'ring-7', blocked: ['a', 'b'], skipped: ['c'] },
    'DELETE /rings/ring-7/block': () => new Response(null, { status: 204 }),
  })
  open(<RingsScreen />)
  await userEvent.click(await screen.findByRole('button', { name: /Block members/ }))
  await userEvent.click(screen.getByRole('button', { name: 'Block 14 members' }))
  expect(await screen.findByText('2 members blocked; 1 were before')).toBeVisible()
  await useToasts.getState().shown.at(-1)?.undo?.()
  expect(changes.map(({ method, body }) => [method, body])).toEqual([
    ['POST', { reason: 'ring ring-7' }],
    ['DELETE', null],
  ])
})

const nobodyWorksIt = { ...(ask('/rings/*', 'ring-7') as object), case_id: null }

test('a ring that nobody works gets a case for a reason, and one is led to it', async () => {
  at('?ring=ring-7&part=members')
  const changes = serve({
    ...answers,
    '/rings/ring-7': nobodyWorksIt,
    'POST /cases': { case_id: 'case-9' },
  })
  open(<RingsScreen />)
  await userEvent.click(await screen.findByRole('button', { name: 'Open case…' }))
  const asking = screen.getByRole('dialog', { name: 'Open a case' })
  expect(within(asking).getByRole('button', { name: 'Open case' })).toBeDisabled()
  await userEvent.type(within(asking).getByLabelText('Reason'), ' the bank called ')
  await userEvent.click(within(asking).getByRole('button', { name: 'Open case' }))
  expect(await screen.findByText('case-9 works ring-7')).toBeVisible()
  expect(changes.map(({ path, body }) => [path, body])).toEqual([
    ['/cases', { ring_id: 'ring-7', reason: 'the bank called' }],
  ])
  expect(went).toEqual(['/case/?id=case-9'])
})

test('who may not work cases reads who may', async () => {
  at('?ring=ring-7&part=members')
  const changes = serve({
    ...answers,
    '/me': { ...ME, role: 'viewer' },
    '/rings/ring-7': nobodyWorksIt,
  })
  open(<RingsScreen />)
  const button = await screen.findByRole('button', { name: 'Open case…' })
  await waitFor(() => expect(button).toHaveAttribute('aria-disabled', 'true'))
  await userEvent.click(button)
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(changes).toEqual([])
})
