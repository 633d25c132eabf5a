/** A rule book and lists that can be changed, as the mock server has them. */
import { createHash } from 'node:crypto'

const HOUR_MS = 3_600_000
const ago = (hours) => new Date(Date.now() - hours * HOUR_MS).toISOString()
const versionOf = (rules) => createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 32)

const rule = (code, group, when, sentence, weight, value, change = {}) => ({
  code, group, when, sentence, weight, value, outcome: 'review', usual: 1, names: null, ...change,
})

const SHIPPED = [
  rule('high_velocity', 'velocity', 'user_burst_1m > 10.0',
    'High velocity: {user_burst_1m} transactions by this user in 60 s; 1 is usual, more than 10 is high', 6.5, 'user_burst_1m'),
  rule('shared_device', 'graph', 'device_users_near > 1.0',
    'Shared device: {device_users_near} users on this device in 24 h ({entities}); 1 is usual', 6,
    'device_users_near', { names: 'device' }),
  rule('card_testing', 'velocity', 'device_cards_10m >= 6.0 && device_sum_10m < 5.0 * device_count_10m',
    'Card testing: {device_cards_10m} cards on this device in 10 min', 6.5, 'device_cards_10m'),
  rule('unusual_amount', 'amount', 'user_history >= 20.0 && amount >= 500.0 && amount_over_mean > 10.0',
    "Unusual amount: {amount} is {amount_over_mean} x this user's mean", 3.5, 'amount_over_mean'),
  rule('impossible_pace', 'merchant', 'user_merchants_1m >= 4.0 || user_merchants_10m >= 9.0',
    'Impossible pace: {user_merchants_10m} merchants by this user in 10 min', 4.5, 'user_merchants_10m'),
  rule('fraud_neighbour', 'label', 'ring_frauds >= 1.0',
    'Neighbour of fraud: {ring_frauds} of {ring_users} users nearby are confirmed fraud', 5, 'ring_frauds', { usual: 0 }),
]

const DRAFTED = [
  ...SHIPPED.map((each) => (each.code === 'unusual_amount' ? { ...each, weight: 4, when: each.when.replace('500.0', '300.0') } : each)),
  rule('gift_cards_at_night', 'behaviour', 'merchant == "Gift Card Depot" && hour_of_day < 5.0 && amount >= 200.0',
    'Gift cards at night: {amount} at {merchant}', 3, 'amount', { usual: null }),
]

const book = {
  published: { version: versionOf(SHIPPED), rules: SHIPPED },
  draft: { version: versionOf(DRAFTED), rules: DRAFTED, based_on: versionOf(SHIPPED), author: 'dana', saved_at: ago(0.4) },
  history: [
    { action: 'publish', version: versionOf(SHIPPED), before: versionOf(DRAFTED), author: 'ivo', at: ago(3) },
    { action: 'roll_back', version: versionOf(DRAFTED), before: versionOf([]), author: 'dana', at: ago(29) },
  ],
}

let entries = [
  ['block', 'device', 'pixel7-9f30', 'Device farm, confirmed with the bank', 'dana', null],
  ['watch', 'merchant', 'Orbit Crypto', 'Chargebacks have doubled', 'ivo', 96],
  ['allow', 'user', 'chiara-4411', 'Travels every month; called back', 'dana', 400],
].map(([list, entity, entity_id, reason, author, hours], index) => ({
  entry_id: `e${index}`, list, entity, entity_id, reason, author, created_at: ago(2 + 20 * index),
  expires_at: hours === null ? null : ago(-hours),
}))

const refused = (index, { code, when }) => ({
  status: 422,
  body: {
    type: 'about:blank', title: 'Invalid field', status: 422, detail: `rule '${code}' cannot run`,
    errors: [{
      field: `rules.${index}.when`, type: 'InvalidRule',
      message: when.trim() === '' ? `rule '${code}': is empty; write a condition such as user_count_1m > 10.0`
        : `rule '${code}' at column ${when.indexOf('unknown') + 1}: unknown name 'unknown'`,
    }],
  },
})

function simulation(rules, traffic, isEmpty) {
  const tally = (review, decline) => ({
    approve: 4_800 - review - decline, review, decline, alerts_per_hour: (review + decline) / 24,
    labelled_alerts: 61, fraud_alerts: 52, precision: 52 / 61, recall: 0.91,
  })
  const flips = traffic.alerts.slice(0, isEmpty ? 0 : 7).map((alert, index) => ({
    transaction_id: alert.transaction_id, decided_at: alert.raised_at, amount_minor: alert.amount_minor, currency: 'USD',
    before: 'approve', after: index === 0 ? 'decline' : 'review', score_before: 0.21, score_after: 0.63,
    label: index === 1 ? 'fraud' : null, fired: [rules.at(-1).code],
  }))
  return {
    decisions: isEmpty ? 0 : 4_800, skipped: 12, is_cut_short: false, since: ago(24), until: ago(0), before: tally(212, 58),
    after: tally(219, 59), flips_total: flips.length, flips,
    rules: rules.map(({ code }, index) => ({ code, hits: 90 - 11 * index, hits_before: 88 - 11 * index,
      labelled: 20, frauds: 17 - index, precision: index > 5 ? null : (17 - index) / 20, errors: 0 })),
  }
}

/** The last fires and was never labelled: its precision is not known. */
function precisions() {
  return book.published.rules.map(({ code }, index, { length }) => {
    const [frauds, genuine] = index === length - 1 ? [0, 0] : [40 - 5 * index, 3 + 2 * index]
    const labelled = frauds + genuine
    return { code, fired: 310 - 40 * index, frauds, genuine, precision: labelled === 0 ? null : frauds / labelled }
  })
}

export const RULES = {
  '/rules': ({ isEmpty }) => (isEmpty ? { published: book.published, draft: null, history: [] } : book),
  '/rules/draft': ({ body }) => {
    const wrong = body.rules.findIndex(({ when }) => when.trim() === '' || when.includes('unknown'))
    if (wrong >= 0) return refused(wrong, body.rules[wrong])
    book.draft = { ...body, version: versionOf(body.rules), author: 'local', saved_at: ago(0) }
    return book
  },
  '/rules/draft/publish': ({ body }) => {
    book.history = [{ action: 'publish', version: body.version, before: book.published.version, author: 'local', at: ago(0) }, ...book.history]
    book.published = { version: book.draft.version, rules: book.draft.rules }
    book.draft = null
    return book
  },
  '/rules/simulate': ({ body, traffic, isEmpty }) => simulation(body.rules ?? book.published.rules, traffic, isEmpty),
  '/rules/precision': ({ isEmpty }) => ({ rules: isEmpty ? [] : precisions() }),
  '/rules/rollback': () => book,
  '/lists': ({ method, body, isEmpty }) => {
    if (method === 'GET') return { entries: isEmpty ? [] : entries }
    const entry = { ...body, entry_id: versionOf(body), author: 'local', created_at: ago(0) }
    entries = [entry, ...entries]
    return { status: 201, body: entry }
  },
  '/lists/*': ({ id }) => {
    entries = entries.filter(({ entry_id }) => entry_id !== id)
    return { status: 200, body: {} }
  },
}
