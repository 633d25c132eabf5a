import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { RulesScreen } from '@/components/rules/RulesScreen'
import { NEW_RULE } from '@/lib/rules/workingSet'
import { useToasts } from '@/lib/toasts/toasts'
import { ME, NO_ALERTS, open, problem, serve } from './serving'

let search = ''
vi.mock('next/navigation', () => ({
  usePathname: () => '/rules/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(search),
}))

beforeEach(() => {
  search = ''
  useToasts.setState({ shown: [] })
})
afterEach(() => vi.unstubAllGlobals())

const rule = (code: string) => ({ ...NEW_RULE, code, when: 'amount > 1.0', sentence: 'x' })
const published = { version: 'v1', rules: [rule('high_velocity'), rule('shared_device')] }
const book = { published, draft: null, history: [] }
const draft = (author: string) => ({
  version: 'v2',
  rules: [rule('high_velocity')],
  based_on: 'v1',
  author,
  saved_at: '2026-11-22T18:00:00Z',
})
const base = { '/alerts': NO_ALERTS, '/me': ME }

describe('Rules', () => {
  test('shows where a condition is wrong, and saves it once it is right', async () => {
    const wrong = "rule 'shared_device' at column 10: unknown name 'amout'"
    const changes = serve({
      ...base,
      '/rules': book,
      'PUT /rules/draft': ({ body }) =>
        JSON.stringify(body).includes('amout ')
          ? problem(422, wrong, [{ field: 'rules.1.when', message: wrong, type: 'InvalidRule' }])
          : { ...book, draft: draft('ana') },
    })
    open(<RulesScreen />)
    await userEvent.click(await screen.findByText('shared_device'))
    const condition = screen.getByLabelText('Condition')
    fireEvent.change(condition, { target: { value: '1.0 < 2.0 && amout > 3.0' } })
    await userEvent.click(screen.getByRole('button', { name: 'Check and save draft' }))
    expect(await screen.findByTestId('problem-place')).toHaveTextContent('Column 10')
    expect(condition).toBeInvalid()
    fireEvent.change(condition, { target: { value: 'amount > 3.0' } })
    await userEvent.click(screen.getByRole('button', { name: 'Check and save draft' }))
    await screen.findByText(/was checked and saved/)
    expect(changes.at(-1)?.body).toMatchObject({ based_on: 'v1' })
  })

  test('completes a name with Enter, in place', async () => {
    serve({ ...base, '/rules': book })
    open(<RulesScreen />)
    const condition = await screen.findByLabelText('Condition')
    await userEvent.clear(condition)
    await userEvent.type(condition, 'user_b')
    const names = within(screen.getByRole('listbox'))
    expect(names.getByRole('option', { selected: true })).toHaveTextContent('user_burst_1m')
    await userEvent.keyboard('{Enter}')
    expect(condition).toHaveValue('user_burst_1m')
  })

  test('opens on the rule that came with the address', async () => {
    search = `draft=${encodeURIComponent(JSON.stringify({ code: 'merchant_m', when: 'amount > 9.0' }))}`
    serve({ ...base, '/rules': book })
    open(<RulesScreen />)
    expect(await screen.findByLabelText('Code')).toHaveValue('merchant_m')
    expect(within(screen.getByTestId('differences')).getByText('merchant_m')).toBeInTheDocument()
  })

  test('lets nobody publish their own draft, but somebody else', async () => {
    serve({ ...base, '/rules': { ...book, draft: draft('ana') } })
    const { unmount } = open(<RulesScreen />)
    expect(await screen.findByText(/You cannot publish your own draft/)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Publish' })).toBeDisabled()
    unmount()
    const changes = serve({
      ...base,
      '/rules': { ...book, draft: draft('ivo') },
      'POST /rules/draft/publish': { ...book, published: draft('ivo') },
    })
    open(<RulesScreen />)
    await userEvent.click(await screen.findByRole('button', { name: 'Publish' }))
    await waitFor(() => expect(changes[0]?.body).toEqual({ version: 'v2' }))
    expect(await screen.findByText(/^Published\./)).toBeInTheDocument()
  })

  test('are to look at for whom may not draft them, who reads why', async () => {
    serve({ ...base, '/me': { ...ME, role: 'viewer' }, '/rules': book })
    open(<RulesScreen />)
    expect(await screen.findByTestId('read-only')).toHaveTextContent(
      'To look at. Analysts and up may do this; you are a viewer.',
    )
    expect(screen.getByLabelText('Condition')).toBeDisabled()
    expect(screen.getByLabelText('Weight')).toBeDisabled()
    expect(screen.queryByRole('button', { name: 'New rule' })).toBeNull()
    expect(screen.queryByRole('button', { name: 'Remove the rule' })).toBeNull()
  })

  test('say in a deployment that asks nobody that one person may publish', async () => {
    serve({ ...base, '/me': { ...ME, is_open: true }, '/rules': book })
    open(<RulesScreen />)
    expect(await screen.findByText(/whoever saves a draft may publish it too/)).toBeVisible()
    expect(screen.queryByTestId('read-only')).toBeNull()
  })

  test('tries the rules on screen, saved or not, on past decisions', async () => {
    const tally = {
      approve: 8,
      review: 1,
      decline: 1,
      alerts_per_hour: 2,
      labelled_alerts: 2,
      fraud_alerts: 1,
      precision: 0.5,
      recall: 1,
    }
    const changes = serve({
      ...base,
      '/rules': book,
      'POST /rules/simulate': {
        decisions: 10,
        skipped: 0,
        is_cut_short: false,
        since: null,
        until: null,
        before: tally,
        after: { ...tally, alerts_per_hour: 3, precision: null },
        flips_total: 0,
        flips: [],
        rules: [],
      },
    })
    open(<RulesScreen />)
    await userEvent.click(await screen.findByRole('button', { name: 'Remove the rule' }))
    await userEvent.click(screen.getByRole('button', { name: 'Simulate' }))
    const result = await screen.findByTestId('simulation')
    expect(result).toHaveTextContent('Alerts an hour2.03.0')
    expect(result).toHaveTextContent('Precision50.0%–')
    const { rules } = changes[0]?.body as { rules: { code: string }[] }
    expect(rules.map(({ code }) => code)).toEqual(['shared_device'])
  })

  test('says why the rules could not be loaded', async () => {
    serve({ ...base, '/rules': problem(400, 'The store is away.') })
    open(<RulesScreen />)
    expect(await screen.findByTestId('problem')).toHaveTextContent('The store is away.')
  })
})

describe('Lists', () => {
  const entry = {
    entry_id: 'e1',
    list: 'block',
    entity: 'device',
    entity_id: 'd-1',
    reason: 'farm',
    author: 'ana',
    created_at: '2026-11-22T18:00:00Z',
    expires_at: null,
  }

  test('explain themselves when they are empty', async () => {
    search = 'tab=lists'
    serve({ ...base, '/rules': book, '/lists': { entries: [] } })
    open(<RulesScreen />)
    expect(await screen.findByTestId('empty-state')).toHaveTextContent('Block beats allow')
  })

  test('take an entry off, and put it back with z', async () => {
    search = 'tab=lists'
    const changes = serve({
      ...base,
      '/rules': book,
      '/lists': { entries: [entry] },
      'DELETE /lists/e1': new Response(null, { status: 204 }),
      'POST /lists': entry,
    })
    open(<RulesScreen />)
    await userEvent.click(await screen.findByRole('button', { name: /Take d-1 off/ }))
    await screen.findByText(/is off the block list/)
    await userEvent.keyboard('z')
    await waitFor(() => expect(changes.map(({ method }) => method)).toEqual(['DELETE', 'POST']))
    expect(changes[1]?.body).toMatchObject({ entity_id: 'd-1', reason: 'farm', expires_at: null })
  })
})
