/** Believable traffic for the mock server: seeded, so that the same run shows the same people. */

const USERS = ['aroha', 'bilal', 'chiara', 'dmitri', 'esi', 'farah', 'goran', 'hana', 'ines', 'jonas',
  'kwame', 'leila', 'mateo', 'nadia', 'oskar', 'priya', 'rui', 'sofia', 'tomas', 'yuki']
const MERCHANTS = ['Aster Travel', 'Bluefin Airlines', 'Cedar Grocery', 'Gamehub Top-up',
  'Gift Card Depot', 'Luma Jewellery', 'Metro Fuel', 'Orbit Crypto', 'QuickPay Transfer', 'Volt Electronics']
const COUNTRIES = ['DE', 'GB', 'NG', 'ES', 'BR', 'US']

/** code, group, source, sentence, value range, usual, weight: as the API says them */
const REASONS = [
  ['shared_device', 'graph', 'rule', (v) => `Shared device: ${v} users on this device in 24 h; 1 is usual`, [3, 9], 1, 3],
  ['user_count_1h', 'velocity', 'model', (v) => `${v} transactions by this user in 1 h; 1.2 is usual`, [6, 19], 1.2, 3],
  ['amount', 'amount', 'model', (v) => `amount ${v}.00 USD; 62.40 USD is usual`, [480, 990], 62.4, 2],
  ['fraud_neighbour', 'label', 'rule', (v) => `Neighbour of fraud: ${v} of 9 users who share a card, device or ip with this one are confirmed fraud; 0 is usual`, [2, 7], 0, 2],
  ['card_merchants_24h', 'velocity', 'model', (v) => `${v} merchants with this card in 24 h; 2.4 is usual`, [6, 14], 2.4, 2],
  ['merchant_fraud_share_28d', 'label', 'model', (v) => `${v.toFixed(2)} of this merchant's known transactions in 28 days are confirmed frauds`, [0.06, 0.19], null, 1],
  ['user_card_gap_s', 'behaviour', 'model', () => 'this user and card were last seen together: never', [-1, -1], null, 1],
  ['device_sum_10m', 'velocity', 'model', (v) => `${v}.00 USD spent by this device in 10 min; what is usual is not known yet`, [90, 280], null, 1],
]

export function mulberry32(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

export class Traffic {
  constructor(seed = 7) {
    this.random = mulberry32(seed)
    this.decisions = new Map()
    this.alerts = []
    this.count = 0
  }

  pick(list) {
    return list[Math.floor(this.random() * list.length)]
  }

  between(low, high) {
    return low + this.random() * (high - low)
  }

  /** One decision that a person should see, with its alert. */
  raiseAlert(atMs = Date.now()) {
    const decision = this.decide(atMs)
    const { transaction } = decision
    const strongest = [...decision.reasons].filter((r) => r.source !== 'base' && r.points > 0)
    strongest.sort((a, b) => b.points - a.points)
    const alert = {
      seq: this.alerts.length + 1,
      kind: 'transaction',
      transaction_id: decision.transaction_id,
      outcome: decision.outcome,
      score: decision.score,
      risk_level: decision.risk_level,
      headline: strongest[0].sentence,
      reason_codes: strongest.map((r) => r.code),
      user_id: transaction.user_id,
      card_id: transaction.card_id,
      device_id: transaction.device_id,
      merchant: transaction.merchant,
      amount_minor: transaction.amount_minor,
      currency: transaction.currency,
      occurred_at: transaction.occurred_at,
      received_at: transaction.received_at,
      raised_at: new Date(atMs).toISOString(),
      missing: decision.missing,
    }
    decision.alert_seq = alert.seq
    this.alerts.push(alert)
    this.decisions.set(decision.transaction_id, decision)
    return alert
  }

  decide(atMs) {
    const transaction = this.transaction(atMs)
    const target = Math.round(10_000 * (0.3 + 0.69 * Math.sqrt(this.random())))
    const reasons = this.reasons(transaction, target)
    const score = target / 10_000
    return {
      transaction_id: transaction.transaction_id,
      status: 'decided',
      outcome: score >= 0.8 ? 'decline' : 'review',
      score,
      risk_level: score >= 0.85 ? 4 : score >= 0.65 ? 3 : score >= 0.4 ? 2 : 1,
      reasons,
      missing: this.random() < 0.04 ? ['graph'] : [],
      rule_errors: [],
      amendment: null,
      model_score: score,
      shadow_score: Math.min(0.99, Math.max(0, score + this.between(-0.08, 0.08))),
      transaction,
      features: this.features(reasons),
      versions: {
        model: '9b3f0c77a1de', shadow_model: 'c20d9e41b7f2', rules: '51aa7e0d93bc',
        policy: '07f2c4416e58', features: 'ee8190cb2d34',
        lists: 'none',
      },
      timings_ms: {
        queue: this.between(2, 9), observe: this.between(0.8, 2.4), graph: this.between(2.1, 7.8),
        score: this.between(0.6, 1.9), store: this.between(1.1, 3.2), raise_alert: this.between(0.3, 0.9),
      },
      decided_at: new Date(atMs).toISOString(),
      alert_seq: null,
    }
  }

  transaction(atMs) {
    this.count += 1
    const inRing = this.random() < 0.34
    const user = `${this.pick(USERS)}-${1000 + Math.floor(this.random() * (inRing ? 12 : 8000))}`
    const hex = (n) => Math.floor(this.random() * 16 ** n).toString(16).padStart(n, '0')
    const device = inRing ? `pixel7-9f3${Math.floor(this.random() * 5)}` : `device-${hex(6)}`
    return {
      transaction_id: `01KAR${hex(8)}${this.count.toString(36).padStart(5, '0')}`.toUpperCase(),
      user_id: user,
      card_id: `card-${hex(6)}`,
      device_id: device,
      merchant: this.pick(MERCHANTS),
      amount_minor: Math.round(Math.exp(this.between(6.5, 13.2))),
      currency: 'USD',
      occurred_at: new Date(atMs - 40).toISOString(),
      received_at: new Date(atMs - 22).toISOString(),
      ip: `185.220.${Math.floor(this.between(96, 104))}.${Math.floor(this.between(1, 250))}`,
      email_hash: null,
      merchant_category: 'retail',
      country: this.pick(COUNTRIES),
      channel: this.pick(['online', 'in_app', 'card_present']),
      counterparty_id: null,
      base_minor: null,
      base_currency: null,
      is_at_par: false,
      fingerprint: hex(8),
    }
  }

  /** Points are integers that add up to the target exactly: the last line takes what is left. */
  reasons(transaction, target) {
    const base = { code: 'base_rate', source: 'base', group: 'base', points: 112,
      sentence: 'How often any transaction is fraud', value: null, usual: null, entities: [] }
    const calm = { code: 'user_tenure', source: 'model', group: 'behaviour',
      points: -Math.round(this.between(120, 900)), sentence: 'The user has paid without dispute for years',
      value: Math.round(this.between(2, 7)), usual: null, entities: [transaction.user_id] }
    const pool = REASONS.flatMap((reason) => Array(reason[6]).fill(reason))
    const chosen = [...new Set(Array.from({ length: 5 }, () => this.pick(pool)))]
    let left = target - base.points - calm.points
    const speaking = chosen.map(([code, group, source, sentence, range, usual], index) => {
      const raw = this.between(...range)
      const value = range[1] > 1 ? Math.round(raw) : Number(raw.toFixed(3))
      const isLast = index === chosen.length - 1
      const points = isLast ? left : Math.round(left * this.between(0.25, 0.6))
      left -= points
      const entities = code.includes('device') ? [transaction.device_id]
        : code.includes('card') ? [transaction.card_id] : code.includes('ip') ? [transaction.ip] : []
      return { code, source, group, sentence: sentence(value, transaction), points, value, usual, entities }
    })
    return [base, ...speaking, calm]
  }

  features(reasons) {
    const names = ['amount_minor_log', 'card_count_5m', 'card_count_1h', 'card_count_24h', 'card_sum_24h',
      'user_count_5m', 'user_count_24h', 'user_cards_24h', 'user_merchants_24h', 'device_users_1h',
      'device_users_24h', 'device_cards_24h', 'ip_users_24h', 'ip_cards_24h', 'merchant_count_1h',
      'merchant_fraud_share', 'ring_size', 'ring_fraud_share', 'hours_since_last', 'is_new_card', 'hour_sin', 'hour_cos']
    const known = Object.fromEntries(reasons.filter((r) => r.value !== null).map((r) => [r.code, r.value]))
    return { ...Object.fromEntries(names.map((name) => [name, Number(this.between(0, 12).toFixed(4))])), ...known }
  }
}
