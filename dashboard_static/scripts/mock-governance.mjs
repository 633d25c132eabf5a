/** An audit log and decisions to try thresholds on, as the mock server has them. */
import { createHash } from 'node:crypto'

const HOUR_MS = 3_600_000
const at = (hours) => new Date(Date.now() - hours * HOUR_MS).toISOString()

const CHANGES = [
  ['bootstrap', 'admin', 'people.let_in', 'ana', null, { role: 'engineer' }],
  ['ana', 'engineer', 'rules.draft', 'draft',
    { version: '32b27c3e66ead7bbface231a1239cde8', rules: { unusual_amount: { when: 'user_history >= 20.0 && amount >= 500.0', weight: 3.5, outcome: 'review' } } },
    { version: '9d1f0a4c7be25a31d0c2f6e8a1b3c5d7', rules: { unusual_amount: { when: 'user_history >= 20.0 && amount >= 300.0', weight: 4, outcome: 'review' } } }],
  ['cem', 'engineer', 'rules.publish', 'published',
    { version: '32b27c3e66ead7bbface231a1239cde8', rules: { unusual_amount: { weight: 3.5 } } },
    { version: '9d1f0a4c7be25a31d0c2f6e8a1b3c5d7', rules: { unusual_amount: { weight: 4 } } }],
  ['bob', 'analyst', 'lists.put', 'device:pixel7-3f9a', null, { list: 'block', entity: 'device', entity_id: 'pixel7-3f9a', reason: 'five accounts', expires_at: null }],
  ['bob', 'analyst', 'labels.put', 'payment-041b20c3', { label: 'unsure', reason: 'called' }, { label: 'fraud', reason: 'chargeback' }],
  ['ana', 'engineer', 'models.activate', '3670ad8b5bcc453714e981d1c74f09d3', { version: '5bb1c0de' }, { version: '3670ad8b' }],
]
const sealed = (entry, place) => ({
  ...entry,
  digest: createHash('sha256').update(JSON.stringify(entry)).digest('hex'),
  is_intact: place !== 37,
})
const LOG = Array.from({ length: 60 }, (_, place) => {
  const [who, role, action, subject, before, after] = CHANGES[place % CHANGES.length]
  const entry = { seq: place + 1, at: at(60 - place), who, role, action, subject, before, after, withdraws: null }
  return sealed(place === 20 ? { ...entry, withdraws: 20 } : entry, place)
})

function page({ query, isEmpty }) {
  const wanted = (name) => query.get(name) ?? ''
  const before = Number(query.get('before_seq') ?? Infinity)
  const entries = (isEmpty ? [] : LOG)
    .filter((row) => row.seq < before)
    .filter((row) => wanted('who') === '' || row.who === wanted('who'))
    .filter((row) => wanted('subject') === '' || row.subject === wanted('subject'))
    .filter((row) => wanted('action') === '' || row.action === wanted('action') || row.action.startsWith(`${wanted('action')}.`))
    .reverse()
  return { entries, last_seq: isEmpty ? 0 : LOG.length, next_before_seq: null }
}

/** Scores as a calibrated model has them: most near 0, few near 1; the high ones are mostly fraud. */
function sample({ query, isEmpty }) {
  const size = isEmpty ? 0 : Math.min(2_000, Number(query.get('limit') ?? 2_000))
  const columns = (query.get('columns') ?? 'amount,user_burst_1m').split(',')
  const chance = (place, salt) => ((Math.imul(place + 1, 2_654_435_761) ^ Math.imul(salt, 40_503)) >>> 0) / 2 ** 32
  const rows = Array.from({ length: size }, (_, place) => {
    const points = Math.round(10_000 * chance(place, 1) ** 6)
    const isFraud = chance(place, 2) < points / 10_000
    return { points, label: chance(place, 3) < 0.3 ? (isFraud ? 'fraud' : 'genuine') : null }
  })
  const column = (pick) => rows.map(pick)
  return {
    transaction_ids: column((_, place) => `payment-${(size - place).toString(16).padStart(8, '0')}`),
    decided_at_ms: column((_, place) => Date.now() - place * 5_400),
    amounts_minor: column((_, place) => Math.round(100_000 * chance(place, 4))),
    outcomes: column(({ points }) => (points >= 9_500 ? 'decline' : points >= 5_000 ? 'review' : 'approve')),
    points: column(({ points }) => points),
    margins: column(({ points }) => Math.log(Math.max(1, points) / Math.max(1, 10_000 - points))),
    demanded: column(({ points }) => (points >= 9_500 ? 'review' : 'approve')),
    listed: column(() => null),
    labels: column(({ label }) => label),
    numbers: Object.fromEntries(columns.filter((name) => name !== 'merchant').map((name) => [name, column((_, place) => 1_000 * chance(place, 5))])),
    words: columns.includes('merchant') ? { merchant: column((_, place) => (chance(place, 6) < 0.1 ? 'Gift Card Depot' : 'Grocery')) } : {},
    review_at_points: 5_000,
    decline_at_points: 9_500,
    skipped: 12,
    is_cut_short: false,
  }
}

const PEOPLE = [['ana', 'engineer'], ['bob', 'analyst'], ['cem', 'engineer'], ['eve', 'viewer']]
  .map(([name, role], place) => ({ name, role, created_by: 'bootstrap', created_at: at(90 - 20 * place) }))

export const GOVERNANCE = {
  '/people': ({ method, body, isEmpty }) => method === 'POST'
    ? { status: 201, body: { ...body, created_by: 'local', created_at: at(0), token: `rf_${'mock'.repeat(10)}` } }
    : { people: isEmpty ? [] : PEOPLE },
  '/audit': page,
  '/decisions/sample': sample,
}
