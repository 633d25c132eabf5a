/** Entities, what is around them, and search: read off the mock traffic. */
const TYPES = ['user', 'card', 'device', 'ip', 'merchant']
const WINDOWS = [
  ['1m', 60],
  ['10m', 600],
  ['1h', 3_600],
  ['24h', 86_400],
  ['7d', 604_800],
]
const OTHERS = {
  user: ['card', 'device', 'ip', 'merchant'],
  card: ['user', 'merchant'],
  device: ['user', 'card'],
  ip: ['user', 'card'],
  merchant: ['user', 'card'],
}

const idOf = (alert, type) => (type === 'merchant' ? alert.merchant : (alert[`${type}_id`] ?? null))
const of = (traffic, type, id) => traffic.alerts.filter((alert) => idOf(alert, type) === id)
const hour = (hours) => new Date(Date.now() + hours * 3_600_000).toISOString()

function view(traffic, type, id) {
  const alerts = of(traffic, type, id)
  if (alerts.length === 0) return null
  const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10)
  const worst = Math.max(...alerts.map(({ score }) => score))
  return {
    entity: type,
    entity_id: id,
    at: hour(0),
    currency: 'USD',
    last_seen_at: alerts.at(-1).occurred_at,
    score: worst,
    windows: WINDOWS.map(([window, seconds]) => windowOf(alerts, type, window, seconds)),
    normal:
      type === 'user'
        ? { mean_minor: 4210, median_minor: 3850, maximum_minor: 21_900, transactions: 41 }
        : null,
    labels: {
      windows: ['7d', '14d', '28d'].map((window, place) => ({
        window,
        frauds: 2,
        genuine: 1 + place,
      })),
      frauds: alerts.slice(0, 2).map(({ transaction_id }) => transaction_id),
      genuine: alerts.slice(2, 3).map(({ transaction_id }) => transaction_id),
    },
    lists: [
      {
        entry_id: 'l1',
        list: 'watch',
        entity: type,
        entity_id: id,
        reason: 'Chargebacks have doubled',
        author: 'ivo',
        created_at: hour(-30),
        expires_at: hour(90),
      },
    ],
    snoozes: [
      {
        snooze_id: 's1',
        rule: 'shared_device',
        entity: type,
        entity_id: id,
        until: hour(20),
        reason: 'kiosk',
        author: 'dana',
        created_at: hour(-2),
      },
    ],
    ring: type === 'user' ? { ring_id: 'ring-7', score: 0.86, size: 9 } : null,
    cases: ['user', 'device'].includes(type) ? ['case-12'] : [],
    days: Array.from({ length: 8 }, (_, index) => ({
      day: day(7 - index),
      score: index < 2 ? null : Math.min(worst, 0.2 + 0.1 * index),
    })),
    points: alerts
      .slice(-500)
      .map(({ transaction_id, occurred_at, score, outcome }) => ({
        transaction_id,
        at: occurred_at,
        score,
        outcome,
      })),
  }
}

function windowOf(alerts, type, window, seconds) {
  const inside = alerts.filter(
    ({ occurred_at }) => Date.parse(occurred_at) > Date.now() - seconds * 1_000,
  )
  const distinct = (other) =>
    new Set(inside.map((alert) => idOf(alert, other)).filter(Boolean)).size
  return {
    window,
    count: inside.length,
    sum_minor: inside.reduce((sum, { amount_minor }) => sum + amount_minor, 0),
    usual_count: window === '7d' ? null : (alerts.length * seconds) / 604_800,
    counterparts: Object.fromEntries(OTHERS[type].map((other) => [other, distinct(other)])),
  }
}

function transactions(traffic, type, id, query) {
  const start = Number(query.get('cursor') ?? 0)
  const all = of(traffic, type, id).reverse()
  const rows = all.slice(start, start + 100).map((alert) => ({
    ...Object.fromEntries(
      [
        'transaction_id',
        'occurred_at',
        'outcome',
        'score',
        'risk_level',
        'user_id',
        'card_id',
        'device_id',
        'merchant',
        'amount_minor',
        'currency',
      ].map((name) => [name, alert[name]]),
    ),
    ip: null,
    rules: alert.reason_codes.slice(0, 1),
  }))
  return { transactions: rows, next_cursor: start + 100 < all.length ? String(start + 100) : null }
}

function graph(traffic, type, id) {
  if (type === 'merchant') return null
  const nodes = new Map([[`${type} ${id}`, { type, id, score: 0.5 }]])
  for (const alert of of(traffic, type, id))
    for (const other of ['user', 'card', 'device'])
      nodes.set(`${other} ${idOf(alert, other)}`, {
        type: other,
        id: idOf(alert, other),
        score: alert.score,
      })
  const kept = [...nodes.values()].slice(0, 40)
  return {
    nodes: kept.map((node, index) => ({
      entity: node.type,
      entity_id: node.id,
      score: node.score,
      users: node.type === 'user' ? null : 2 + (index % 5),
      is_fraud: node.type === 'user' && index % 4 === 1,
      is_weakest_link: false,
      roles: [],
      ring_id: null,
    })),
    edges: kept
      .slice(1)
      .map((_, index) => ({
        source: 0,
        target: index + 1,
        first_seen_at: hour(-40),
        currency: 'USD',
        last_seen_at: hour(-1),
      })),
    total_nodes: nodes.size,
    truncated: nodes.size > 40,
  }
}

function search(traffic, query) {
  const text = (query.get('q') ?? '').toLowerCase()
  const hits = new Map()
  for (const alert of [...traffic.alerts].reverse())
    for (const kind of ['user', 'card', 'device', 'merchant', 'transaction']) {
      const id = kind === 'transaction' ? alert.transaction_id : idOf(alert, kind)
      if (id.toLowerCase().startsWith(text))
        hits.set(`${kind} ${id}`, { kind, id, score: null, headline: null })
    }
  const found = [...hits.values()]
  return { hits: found.slice(0, 8), truncated: found.length > 8 }
}

const ofType = (type) => ({
  [`/entities/${type}/*`]: ({ id, traffic }) => view(traffic, type, id),
  [`/entities/${type}/*/transactions`]: ({ id, traffic, query }) =>
    transactions(traffic, type, id, query),
  [`/entities/${type}/*/graph`]: ({ id, traffic }) => graph(traffic, type, id),
})

export const ENTITIES = {
  ...Object.assign({}, ...TYPES.map(ofType)),
  '/search': ({ traffic, query }) => search(traffic, query),
}
