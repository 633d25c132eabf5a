/** Models, their drift and the system's vitals, as the mock server has them. */
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString()

const metrics = (name, values) => Object.fromEntries(Object.entries(values).map(([key, value]) => [`${name}_${key}`, value]))
const model = (version, state, hours, change = {}) => ({
  version: version.padEnd(32, '0'), state, registered_at: ago(60 * hours), trained_at: ago(60 * hours + 40),
  activated_at: state === 'active' ? ago(60 * hours - 30) : null, training_rows: 328_585, training_frauds: 2_970,
  training_digest: '5f294befd99c', calibration: [0.79, -0.4], features: 198, has_reference: true,
  note: 'trained on simulated transactions; see docs/model-card.md',
  metrics: {
    ...metrics('later', { rows: 52_179, frauds: 401, auc: 0.9983, average_precision: 0.9363, precision_at_1pct: 0.7107, recall_at_1pct: 0.9252, recall_at_half: 0.7531, false_reviews_at_half: 0.0001, log_loss: 0.0066 }),
    ...metrics('other_town', { rows: 51_840, frauds: 263, auc: 0.9945, average_precision: 0.8639, precision_at_1pct: 0.4556, recall_at_1pct: 0.8973, recall_at_half: 0.7186, false_reviews_at_half: 0.0003, log_loss: 0.0071 }),
  },
  ...change,
})

const MODELS = [
  model('c20d9e41b7f2', 'shadow', 5, { training_rows: 391_204, note: 'with the labels of last week' }),
  model('9b3f0c77a1de', 'active', 50),
  model('07f2c4416e58', 'registered', 300),
]

const NAMES = ['score', 'user_burst_1m', 'amount_over_mean', 'device_users_near', 'hour_of_day', 'merchant_count_1h', 'user_gap_s', 'card_sum_24h']

function drift(name, index) {
  const shift = [0.31, 0.27, 0.14, 0.11, 0.06, 0.04, 0.02, 0.01][index]
  const actual = Array.from({ length: 10 }, (_, bin) => Math.max(0.01, 0.1 + shift * 0.2 * Math.sin(bin / 1.6)))
  const sum = actual.reduce((total, each) => total + each, 0)
  return {
    name, index: shift, by_chance: 0.008, decisions_needed: 170, history_needed_s: 86_400, edges: Array.from({ length: 9 }, (_, bin) => (bin + 1) * 1.5),
    expected: Array.from({ length: 10 }, () => 0.1), actual: actual.map((each) => each / sum),
    level: shift > 0.25 ? 'major' : shift > 0.1 ? 'moderate' : 'stable',
  }
}

const report = () => ({
  model: MODELS[1].version, since: ago(1440), decisions: 18_204, history_s: 40 * 86_400, training_rows: 328_585, has_reference: true,
  score: drift(NAMES[0], 4), features: NAMES.slice(1).map((name, index) => drift(name, index)),
  agreement: { shadow: MODELS[0].version, decisions: 18_204, both: 611, active_only: 84, shadow_only: 132, neither: 17_377, gap_mean: 0.0214 },
})

function vitals({ traffic }) {
  const minutes = Array.from({ length: 60 }, (_, index) => {
    const decisions = Math.round(4_900 + 700 * Math.sin(index / 7) + traffic.between(-200, 200))
    const degraded = index > 37 && index < 42 ? Math.round(decisions * 0.22) : 0
    return { at: ago(60 - index), decisions, degraded, missing: degraded ? { graph: degraded } : {} }
  })
  const stages = [['observe', 1.4, 4.1], ['graph', 3.2, 9.8], ['score', 1.1, 2.6], ['store', 1.9, 5.2], ['wait', 14, 61]]
  return {
    at: ago(0), minutes, unknown: [], queue: { waiting: 12, in_flight: 30, dead: 0, behind_s: 0.4 },
    latencies: stages.flatMap(([stage, ms_p50, ms_p99]) => [5, 60].map((window_min) => ({ stage, window_min, decisions: window_min * 5_000, ms_p50, ms_p99: ms_p99 * (window_min === 60 ? 1.3 : 1) }))),
    workers: [{ name: 'relay', is_running: true, behind: 0 }, { name: 'projector', is_running: true, behind: 41 }],
    memory: [{ server: 'state', used_bytes: 402_653_184, peak_bytes: 513_802_240, limit_bytes: 2_147_483_648 }],
  }
}

export const MODEL_ANSWERS = {
  '/models': ({ isEmpty }) => isEmpty ? { active: null, shadow: null, models: [], history: [] }
    : { active: MODELS[1].version, shadow: MODELS[0].version, models: MODELS,
        history: [{ version: MODELS[1].version, at: ago(2_970), by: 'ivo' }, { version: MODELS[2].version, at: ago(17_000), by: null }] },
  '/models/drift': report,
  '/health/detail': vitals,
}
