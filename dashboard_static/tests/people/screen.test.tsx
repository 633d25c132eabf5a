import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { PeopleScreen } from '@/components/people/PeopleScreen'
import type { KnownPerson } from '@/lib/api/messages'
import { useToasts } from '@/lib/toasts/toasts'
import type { Answers } from '../components/serving'
import { ME, NO_ALERTS, open, problem, serve } from '../components/serving'

vi.mock('next/navigation', () => ({
  usePathname: () => '/people/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(location.search),
}))
vi.setConfig({ testTimeout: 30_000 })
afterEach(() => {
  vi.unstubAllGlobals()
  useToasts.setState({ shown: [] })
})

const person = (name: string, role: KnownPerson['role']): KnownPerson => ({
  name,
  role,
  created_by: 'bootstrap',
  created_at: '2026-11-22T18:00:00Z',
})
const ADMIN = { ...ME, role: 'admin' }
const base = {
  '/alerts': NO_ALERTS,
  '/me': ADMIN,
  '/people': { people: [person('ana', 'admin'), person('ben', 'analyst')] },
}
const letIn = (role: KnownPerson['role']) => ({ ...person('cem', role), token: 'rf_once' })

function serveHouse(answers: Answers = {}) {
  history.replaceState(null, '', '/people/')
  const changes = serve({ ...base, ...answers })
  open(<PeopleScreen />)
  return changes
}

const openPerson = async (name: string) => {
  const table = await screen.findByRole('table', { name: 'People' })
  await userEvent.click(within(table).getByRole('button', { name }))
}

test('people are listed with their role and who let them in', async () => {
  serveHouse()
  const rows = within(await screen.findByRole('table', { name: 'People' })).getAllByTestId('row')
  expect(rows[1]).toHaveTextContent('benanalystbootstrap')
})

test('somebody let in gets a token that is shown once', async () => {
  const changes = serveHouse({ 'POST /people': letIn('engineer') })
  await userEvent.click(await screen.findByRole('button', { name: 'Let somebody in' }))
  await userEvent.type(screen.getByLabelText('Name'), 'cem')
  await userEvent.selectOptions(screen.getByLabelText('Role'), 'engineer')
  expect(screen.getByText(/^Publishes what somebody else drafted/)).toBeVisible()
  await userEvent.click(screen.getByRole('button', { name: 'Let in' }))

  expect(await screen.findByTestId('token')).toHaveTextContent('rf_once')
  await userEvent.click(screen.getByRole('button', { name: 'It is handed over' }))
  expect(screen.queryByText('rf_once')).toBeNull()
  expect(changes.map(({ method, body }) => [method, body])).toEqual([
    ['POST', { name: 'cem', role: 'engineer' }],
  ])
})

test('a name that is taken is told beside the field', async () => {
  serveHouse({ 'POST /people': problem(409, 'ben is in already.') })
  await userEvent.click(await screen.findByRole('button', { name: 'Let somebody in' }))
  await userEvent.type(screen.getByLabelText('Name'), 'ben')
  await userEvent.click(screen.getByRole('button', { name: 'Let in' }))
  expect(await screen.findByText('ben is in already.')).toBeVisible()
})

test('another role is another token, and the old one is taken away first', async () => {
  const changes = serveHouse({
    'DELETE /people/ben': () => new Response(null, { status: 204 }),
    'POST /people': { ...letIn('engineer'), name: 'ben' },
  })
  await openPerson('ben')
  await userEvent.selectOptions(screen.getByLabelText('Role'), 'engineer')
  await userEvent.click(screen.getByRole('button', { name: 'Change role' }))
  expect(await screen.findByTestId('token')).toBeVisible()
  expect(changes.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'DELETE /people/ben',
    'POST /people',
  ])
})

test('a change of role that stops half-way says who is out', async () => {
  serveHouse({
    'DELETE /people/ben': () => new Response(null, { status: 204 }),
    'POST /people': problem(503, 'Redis is away.'),
  })
  await openPerson('ben')
  await userEvent.click(screen.getByRole('button', { name: 'New token' }))
  expect(
    await screen.findByText(/ben is shown out and could not be let in again. Redis is away/),
  ).toBeVisible()
})

test('somebody shown out is told to be out', async () => {
  const changes = serveHouse({ 'DELETE /people/ben': () => new Response(null, { status: 204 }) })
  await openPerson('ben')
  await userEvent.click(screen.getByRole('button', { name: 'Show out' }))
  expect(await screen.findByText(/^ben is out/)).toBeVisible()
  expect(changes).toHaveLength(1)
})

test('nobody locks themselves out', async () => {
  serveHouse()
  await openPerson('ana')
  expect(screen.getByRole('button', { name: 'Show out' })).toBeDisabled()
  expect(screen.getByText(/another admin has to do it/)).toBeVisible()
})

test('where nobody may publish, the roles say so', async () => {
  serveHouse({ '/people': { people: [person('ben', 'analyst')] } })
  expect(await screen.findByText(/Nobody here may publish yet/)).toBeVisible()
})

test('an open deployment says that roles do not hold', async () => {
  serveHouse({ '/me': { ...ADMIN, is_open: true } })
  expect(await screen.findByTestId('degraded')).toHaveTextContent('asks for no token')
})

test('who is no admin is told whose this is', async () => {
  serveHouse({ '/me': { ...ME, role: 'analyst' } })
  expect(await screen.findByTestId('not-yours')).toHaveTextContent('You are ana, an analyst.')
})

test('an empty house says what a person gets', async () => {
  serveHouse({ '/people': { people: [] } })
  expect(await screen.findByText('Nobody was let in yet')).toBeVisible()
})

test('people who cannot be loaded say why', async () => {
  serveHouse({ '/people': problem(503, 'Redis is away.') })
  expect(await screen.findByText('The people could not be loaded')).toBeVisible()
})
