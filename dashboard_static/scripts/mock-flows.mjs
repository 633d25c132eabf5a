/** Flows and threats of the mock server: a steady day, and one merchant under card testing. */
const OUTCOMES = ['approve', 'review', 'decline']
const GROUPS = {
  segment: [['established', 70], ['recent', 21], ['new', 9]],
  ring: [['alone', 86], ['tied', 11], ['tied_to_fraud', 3]],
  channel: [['card_present', 52], ['online', 28], ['in_app', 12], ['transfer', 5], ['atm', 3]],
  device: Array.from({ length: 12 }, (_, at) => [`device-${(0xa10f + 977 * at).toString(16)}`, 14 - at]),
  card: [['known', 82], ['new', 12], ['shared', 6]],
  category: [['grocery', 26], ['coffee', 15], ['restaurant', 14], ['fuel', 10], ['fashion', 9], ['electronics', 8],
    ['gift_cards', 7], ['transit', 5], ['streaming', 4], ['travel', 3]],
  merchant: Array.from({ length: 12 }, (_, at) =>
    [`${['grocery', 'coffee', 'fashion', 'electronics', 'gift_cards', 'fuel'][at % 6]}-${String(at).padStart(4, '0')}`, 16 - at]),
}
const WINDOWS = { '15m': [15, 60], '1h': [60, 60], '3h': [180, 60], '24h': [24, 3_600], '7d': [7, 86_400], '30d': [30, 86_400] }
const RISKY = /new|tied_to_fraud|shared|gift_cards|electronics|online/
const MEAN_MINOR = 3_480

const counted = (size, name) => {
  const risk = RISKY.test(name) ? 0.12 : 0.012
  const [review, decline] = [Math.round(size * risk), Math.round(size * risk * 0.6)]
  return { approve: Math.max(0, Math.round(size) - review - decline), review, decline }
}
const kept = (counts, outcome) =>
  Object.fromEntries(OUTCOMES.map((one) => [one, !outcome || one === outcome || (outcome === 'stopped' && one !== 'approve') ? counts[one] : 0]))
const inMoney = (counts) => Object.fromEntries(OUTCOMES.map((one) => [one, counts[one] * MEAN_MINOR]))
const total = (counts) => OUTCOMES.reduce((sum, one) => sum + counts[one], 0)
const both = (counts) => ({ transactions: counts, amounts_minor: inMoney(counts) })
const plus = (a, b) => Object.fromEntries(OUTCOMES.map((one) => [one, (a?.[one] ?? 0) + b[one]]))

function window(query) {
  const [buckets, length] = WINDOWS[query.get('window') ?? '1h']
  const until = query.get('until') ? Date.parse(query.get('until')) : Math.ceil(Date.now() / 1_000 / length) * length * 1_000
  const since = query.get('since') ? Date.parse(query.get('since')) : until - buckets * length * 1_000
  return { since, until, length: length * 1_000 }
}

function flows({ query, isEmpty }) {
  const by = query.get('by') ?? 'segment'
  const to = query.get('to') ?? 'category'
  const outcome = query.get('outcome')
  const { since, until, length } = window(query)
  const moments = Array.from({ length: Math.round((until - since) / length) }, (_, at) => {
    const when = since + at * length
    const wave = 1 + 0.3 * Math.sin(when / length / 7) + (at % 17 === 11 ? 0.5 : 0)
    return { at: new Date(when).toISOString(), ...both(isEmpty ? counted(0, '') : counted((20 * wave * length) / 60_000, at % 17 === 11 ? 'new' : '')) }
  })
  const size = moments.reduce((sum, { transactions }) => sum + total(transactions), 0)
  const nodes = new Map()
  const links = []
  const link = (source, target, column, names, counts) => {
    const shown = kept(counts, outcome)
    if (total(shown) === 0) return
    links.push({ source, target, ...both(shown) })
    for (const [id, place] of names) nodes.set(id, { place, counts: plus(nodes.get(id)?.counts, shown), column })
  }
  const share = (rows, name) => rows.find(([one]) => one === name)[1] / rows.reduce((sum, [, part]) => sum + part, 0)
  for (const [payer] of GROUPS[by])
    for (const [card] of GROUPS.card)
      link(`from:${payer}`, `card:${card}`, null, [[`from:${payer}`, 0], [`card:${card}`, 1]],
        counted(size * share(GROUPS[by], payer) * share(GROUPS.card, card), `${payer} ${card}`))
  for (const [card] of GROUPS.card)
    for (const [payee] of GROUPS[to])
      link(`card:${card}`, `to:${payee}`, null, [[`to:${payee}`, 2]],
        counted(size * share(GROUPS.card, card) * share(GROUPS[to], payee), `${card} ${payee}`))
  const columns = ['from', 'card', 'to']
  return {
    by, to, measure: query.get('measure') ?? 'amount', bucket: { 60_000: 'minute', 3_600_000: 'hour', 86_400_000: 'day' }[length],
    since: new Date(since).toISOString(), until: new Date(until).toISOString(),
    currency: isEmpty ? null : query.get('currency') || 'USD',
    currencies: isEmpty ? [] : [{ currency: 'USD', transactions: size }, { currency: 'EUR', transactions: Math.round(size / 9) }],
    nodes: [...nodes].map(([node_id, { place, counts }]) => ({ node_id, column: columns[place], name: node_id.slice(node_id.indexOf(':') + 1), is_other: false, ...both(counts) }))
      .sort((a, b) => columns.indexOf(a.column) - columns.indexOf(b.column) || total(b.transactions) - total(a.transactions)),
    links, moments,
  }
}

function band({ query }) {
  const from = query.get('before') ? Number(query.get('before').split(' ')[0]) : Date.parse(query.get('until'))
  const transactions = Array.from({ length: 50 }, (_, at) => {
    const when = from - (at + 1) * 3_700
    return { transaction_id: `flow-${when}`, outcome: OUTCOMES[at % 9 === 0 ? 2 : at % 7 === 0 ? 1 : 0],
      score: at % 9 === 0 ? 0.93 : 0.04 + (at % 5) / 50, user_id: `user-${String(1_000 + 37 * at).padStart(7, '0')}`,
      card_id: `card-${at}`, device_id: `device-${at}`, merchant: 'gift_cards-0004', merchant_category: 'gift_cards',
      amount_minor: 180 + 431 * at, currency: 'USD', occurred_at: new Date(when).toISOString() }
  })
  const last = transactions.at(-1)
  return { transactions, next_before: query.get('before') ? null : `${Date.parse(last.occurred_at)} ${last.transaction_id}`, is_partial: true }
}

const began = Date.now() - 9 * 60_000
function evidence(change) {
  return { at: new Date().toISOString(), window: '10m', transactions: 44, count: 43, past_periods: 14, expected: 3.1, times: 13.9,
    share: 0.977, peers_share: 0.047, new_devices: 22, new_cards: 43, stopped: 31, chance: 1.5e-21, ...change }
}
function threat(threat_id, kind, names, about, change = {}) {
  const strongest = evidence(change.evidence)
  return { threat_id, kind, names, signal: 'unfamiliar', status: 'active', sentence: about,
    since: new Date(began).toISOString(), last_seen: new Date().toISOString(), evidence: strongest, strongest, also: [],
    score: 0.95, risk_level: 4, alerted_at: new Date(began).toISOString(), snooze: null,
    rule: { code: `threat_${threat_id}`, group: 'behaviour', when: `merchant == "${names[0]}" && (user_device_gap_s < 0.0 || user_card_gap_s < 0.0) && channel != "card_present" && channel != "atm"`,
      sentence: `Emerging threat: ${kind} ${names[0]}`, weight: 2, outcome: 'review', value: null, usual: null, names: null },
    ...change, ...(change.evidence ? { evidence: strongest } : {}) }
}
const THREATS = [
  threat('8a1f', 'device', ['device-ncacb042d15'], 'device device-ncacb042d15: 43 unfamiliar payments of 43 in 10 min, no past of its own to compare with; 4.7% among its peers; 43 new cards, 43 new devices',
    { evidence: { chance: 7.4e-23, past_periods: 0, expected: 0.05, times: null, transactions: 43, share: 1 } }),
  threat('41c0', 'merchant', ['gift_cards-0004'], 'merchant gift_cards-0004: 43 unfamiliar payments of 44 in 10 min, 14 x its normal; 4.7% among its peers; 43 new cards, 22 new devices',
    { also: ['merchant gift_cards-0004 at USD 0-5', 'merchant gift_cards-0004 from US'] }),
  threat('5d77', 'ip', ['10.31.158.80'], 'ip 10.31.158.80: 19 unfamiliar payments of 19 in 10 min, no past of its own to compare with; 5.1% among its peers; 19 new cards, 19 new devices',
    { evidence: { chance: 2.3e-14, past_periods: 0, expected: 0.05, times: null, count: 19, transactions: 19, share: 1, new_cards: 19, new_devices: 19, stopped: 11 } }),
  threat('b2e9', 'category_country', ['electronics', 'RO'], 'category electronics from RO: 12 stopped payments of 16 in 1 h, normally fewer than 1; 1.1% among its peers; 3 new cards, 9 new devices',
    { signal: 'stopped', evidence: { chance: 4.1e-11, times: null, count: 12, transactions: 16, share: 0.75, peers_share: 0.011, window: '1h', expected: 0.85, new_cards: 3, new_devices: 9, stopped: 12 } }),
  threat('0f3a', 'merchant', ['fashion-2124ea'], 'merchant fashion-2124ea: 14 unfamiliar payments of 14 in 24 h, normally fewer than 1; 1.6% among its peers; 0 new cards, 14 new devices',
    { status: 'over', since: new Date(began - 7_200_000).toISOString(), last_seen: new Date(began - 3_600_000).toISOString(),
      evidence: { chance: 1.6e-9, past_periods: 7, times: null, count: 14, transactions: 14, share: 1, window: '24h', expected: 0.31, new_cards: 0, new_devices: 14, stopped: 6 } }),
]

const threats = ({ isEmpty }) =>
  isEmpty ? { threats: [], checked_at: null, tested: 0, hours_known: 0, hours_needed: 12, next_cursor: null }
    : { threats: THREATS, checked_at: new Date().toISOString(), tested: 28_346, hours_known: 22, hours_needed: 12, next_cursor: null }

function course({ id }) {
  const found = THREATS.find(({ threat_id }) => threat_id === id)
  if (!found) return null
  const moments = (buckets, length, burst) =>
    Array.from({ length: buckets }, (_, at) => {
      const when = Math.floor(Date.now() / length) * length - (buckets - 1 - at) * length
      const isBurst = at >= buckets - burst - 1 && at < buckets - 1
      const count = isBurst ? 3 + ((at * 7) % 6) : at % 23 === 0 ? 1 : 0
      return { at: new Date(when).toISOString(), transactions: count + (at % 3), count, expected: (found.strongest.expected * length) / 600_000 }
    })
  return { threat: found, minutes: moments(120, 60_000, 8), hours: moments(48, 3_600_000, 1) }
}

export const FLOWS = { '/flows': flows, '/flows/transactions': band, '/threats': threats, '/threats/*': course }
