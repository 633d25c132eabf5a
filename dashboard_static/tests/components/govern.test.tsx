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
  history_s: 7_200,
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
      decisions_needed: 38,
      history_needed_s: 60,
      edges: [1],
      expected: [0.5, 0.5],
      actual: [0.2, 0.8],
    },
    {
      name: 'ip_count_24h',
      level: 'too_early',
      index: 8.283,
      by_chance: 0.01,
      decisions_needed: 38,
      history_needed_s: 86_400,
      edges: [0],
      expected: [0.2, 0.8],
      actual: [1, 0],
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
    expect(await screen.findByText('has shifted far')).toBeInTheDocument()
    expect(screen.getByText('80.0%')).toBeInTheDocument()
    expect(screen.getByTestId('drift-words')).toHaveTextContent(
      'Most moved is above 1: 80.0% of decisions, 50.0% in training.',
    )
    expect(screen.getByText(/Stability index 0.31/)).toBeInTheDocument()
  })

  test('claims nothing of a feature whose windows are not full yet, and says what it needs', async () => {
    serve({ ...base, '/models': book, '/models/drift': drift })
    open(<ModelScreen />)
    const later = await screen.findByRole('region', { name: 'Not compared yet' })
    expect(later).toHaveTextContent('ip_count_24hneeds 1 d of decisions')
    expect(screen.queryByText(/8.28/)).toBeNull()
    await userEvent.click(screen.getByRole('button', { name: /ip_count_24h/ }))
    expect(screen.getByTestId('drift-words')).toHaveTextContent(
      'It looks back 1 d, and there were decisions for 2 h.',
    )
    expect(screen.getByText('none, or no ip sent')).toBeInTheDocument()
  })

  test('names a sample in words, and says what a metric means', async () => {
    serve({ ...base, '/models': book, '/models/drift': drift })
    open(<ModelScreen />)
    expect(await screen.findByRole('columnheader', { name: /Later days/ })).toBeVisible()
    expect(screen.getByRole('button', { name: 'ROC AUC' })).toBeVisible()
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
  test('says what an empty hour has none of', async () => {
    serve({
      ...base,
      '/health': { status: 'up', version: '1', components: {} },
      '/health/detail': {
        at: '2026-11-22T18:00:00Z',
        latencies: [],
        minutes: [{ at: '2026-11-22T17:59:00Z', decisions: 0, degraded: 0, missing: {} }],
        queue: null,
        workers: [],
        memory: [],
        unknown: [],
      },
    })
    open(<HealthScreen />)
    expect(await screen.findByText('Nothing was decided in the last hour')).toBeInTheDocument()
    expect(screen.getByText(/Stages are timed from the first decision on/)).toBeVisible()
    expect(screen.queryByText(/in the busiest/)).toBeNull()
  })

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
