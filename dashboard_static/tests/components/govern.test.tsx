import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { HealthScreen } from '@/components/health/HealthScreen'
import { ModelScreen } from '@/components/model/ModelScreen'
import { samplesOf } from '@/lib/models/metrics'
import { ME, NO_ALERTS, open, problem, serve } from './serving'

vi.mock('next/navigation', () => ({
  usePathname: () => '/model/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(),
}))
afterEach(() => vi.unstubAllGlobals())

const base = { '/alerts': NO_ALERTS, '/me': ME }
const model = (version: string, state: string) => ({
  version,
  state,
  registered_at: '2026-11-22T18:00:00Z',
  activated_at: null,
  trained_at: '2026-11-22T17:00:00Z',
  training_rows: 1000,
  training_frauds: 10,
  training_digest: 'd',
  calibration: [1, 0],
  features: 198,
  has_reference: true,
  metrics: { later_auc: 0.99, later_rows: 500, other_town_auc: 0.9, surprise: 1 },
  note: 'from a test',
})
const book = {
  active: 'aaaa1111',
  shadow: null,
  models: [model('bbbb2222', 'registered'), model('aaaa1111', 'active')],
  history: [{ version: 'aaaa1111', at: '2026-11-22T18:00:00Z', by: 'ivo' }],
}
const drift = {
  model: 'aaaa1111',
  since: '2026-11-21T18:00:00Z',
  decisions: 5000,
  training_rows: 1000,
  has_reference: true,
  score: null,
  agreement: null,
  features: [
    {
      name: 'user_burst_1m',
      level: 'major',
      index: 0.31,
      by_chance: 0.01,
      edges: [1],
      expected: [0.5, 0.5],
      actual: [0.2, 0.8],
    },
  ],
}

test('metrics are told apart by sample, and what is no metric is left out', () => {
  expect(samplesOf(book.models[0]?.metrics ?? {})).toEqual([
    { name: 'later', metrics: { auc: 0.99, rows: 500 } },
    { name: 'other_town', metrics: { auc: 0.9 } },
  ])
})

describe('Model', () => {
  test('shows how far a feature lies from training', async () => {
    serve({ ...base, '/models': book, '/models/drift': drift })
    open(<ModelScreen />)
    expect(await screen.findByText('major shift')).toBeInTheDocument()
    expect(screen.getByText('80.0%')).toBeInTheDocument()
  })

  test('puts another model in force', async () => {
    const changes = serve({
      ...base,
      '/models': book,
      '/models/drift': drift,
      'POST /models/bbbb2222/activate': book,
    })
    open(<ModelScreen />)
    await userEvent.click(await screen.findByRole('button', { name: 'bbbb2222' }))
    await userEvent.click(screen.getByRole('button', { name: 'Put in force' }))
    await waitFor(() =>
      expect(changes.map(({ path }) => path)).toEqual(['/models/bbbb2222/activate']),
    )
    expect(await screen.findByText(/bbbb2222 decides from the next/)).toBeInTheDocument()
  })

  test('says what a refused activation was refused for', async () => {
    const refusal = problem(422, 'It names other features.')
    serve({
      ...base,
      '/models': book,
      '/models/drift': drift,
      'POST /models/bbbb2222/activate': refusal,
    })
    open(<ModelScreen />)
    await userEvent.click(await screen.findByRole('button', { name: 'bbbb2222' }))
    await userEvent.click(screen.getByRole('button', { name: 'Put in force' }))
    expect(await screen.findByText(/It names other features/)).toBeInTheDocument()
  })

  test('explains a system without a model', async () => {
    serve({ ...base, '/models': { active: null, shadow: null, models: [], history: [] } })
    open(<ModelScreen />)
    expect(await screen.findByTestId('empty-state')).toHaveTextContent('the rules decide alone')
  })
})

describe('Health', () => {
  const vitals = {
    at: '2026-11-22T18:00:00Z',
    latencies: [{ stage: 'graph', window_min: 5, decisions: 10, ms_p50: 2.1, ms_p99: 9.4 }],
    minutes: [
      { at: '2026-11-22T17:59:00Z', decisions: 30, degraded: 3, missing: { graph: 3 } },
      { at: '2026-11-22T18:00:00Z', decisions: 10, degraded: 1, missing: { model: 1 } },
    ],
    queue: { waiting: 5, in_flight: 1, dead: 2, behind_s: 75 },
    workers: [{ name: 'relay', is_running: false, behind: 0 }],
    memory: [],
    unknown: ['memory'],
  }
  const health = {
    status: 'degraded',
    version: '0.1.0',
    components: { graph: { status: 'degraded', detail: 'slow', latency_ms: 80 } },
  }

  test('adds the minutes up, and says what could not be read', async () => {
    serve({ ...base, '/health/detail': vitals, '/health': health })
    open(<HealthScreen />)
    expect(await screen.findByText('10.00% of them')).toBeInTheDocument()
    expect(screen.getByText(/graph \(3\), model \(1\)/)).toBeInTheDocument()
    expect(screen.getByText('the oldest for about 1 min')).toBeInTheDocument()
    expect(screen.getByTestId('degraded')).toHaveTextContent('memory')
    expect(await screen.findByText('is degraded')).toBeInTheDocument()
  })
})
