import type {
  Alert,
  AlertPage,
  AlertsFrame,
  Decision,
  Reason,
  RingAlert,
  StatsFrame,
  TrafficSecond,
} from '@/lib/api/messages'

/** Valid by default: a test shows only what matters to it. */
export function alert(seq: number, change: Partial<Alert> = {}): Alert {
  return {
    seq,
    kind: 'transaction',
    transaction_id: `t-${seq}`,
    outcome: 'review',
    score: 0.72,
    risk_level: 3,
    headline: '3 users share a device',
    reason_codes: ['shared_device'],
    user_id: `user-${seq}`,
    card_id: `card-${seq}`,
    device_id: `device-${seq}`,
    merchant: 'Cedar Grocery',
    amount_minor: 1250,
    currency: 'USD',
    occurred_at: '2026-11-22T18:00:00Z',
    received_at: '2026-11-22T18:00:00Z',
    raised_at: '2026-11-22T18:00:01Z',
    missing: [],
    ...change,
  }
}

export function ringAlert(seq: number, change: Partial<RingAlert> = {}): RingAlert {
  return {
    seq,
    kind: 'ring',
    change: 'formed',
    ring_id: `ring-${seq}`,
    score: 0.91,
    risk_level: 4,
    headline: '12 users are tied; a household has at most 5',
    reason_codes: ['ring_users'],
    size: 12,
    size_before: 0,
    identifiers: 3,
    exposure: [
      {
        currency: 'USD',
        payments: 20,
        approved_minor: 125_000,
        reviewed_minor: 50_000,
        declined_minor: 0,
      },
    ],
    raised_at: '2026-11-22T18:00:01Z',
    ...change,
  }
}

export function alerts(from: number, to: number): Alert[] {
  return Array.from({ length: to - from + 1 }, (_, index) => alert(from + index))
}

export function page(newestSeq: number, count = 0): AlertPage {
  const newestFirst = count === 0 ? [] : alerts(newestSeq - count + 1, newestSeq).reverse()
  return { alerts: newestFirst, last_seq: newestSeq, next_before_seq: null }
}

export function alertsFrame(afterSeq: number, lastSeq: number): AlertsFrame {
  return {
    type: 'alerts',
    after_seq: afterSeq,
    last_seq: lastSeq,
    alerts: alerts(afterSeq + 1, lastSeq),
    sent_at: '2026-11-22T18:00:01Z',
  }
}

/** A second as the API tells it afterwards: a calm one. */
export const past = (second: number): TrafficSecond => ({
  second,
  decisions: 7,
  alerts: 1,
  declines: 0,
  decision_ms_max: 3,
})

export function statsFrame(
  second: number,
  lastSeq: number,
  change: Partial<StatsFrame> = {},
): StatsFrame {
  return {
    type: 'stats',
    second,
    decisions: 80,
    alerts: 4,
    declines: 1,
    decision_ms_max: 21,
    decisions_total: 1000,
    alerts_total: lastSeq,
    last_seq: lastSeq,
    watchers: 1,
    sent_at: '2026-11-22T18:00:01Z',
    ...change,
  }
}

export function reason(points: number, change: Partial<Reason> = {}): Reason {
  return {
    code: 'shared_device',
    source: 'rule',
    group: 'graph',
    sentence: '3 users share a device',
    points,
    value: null,
    usual: null,
    entities: [],
    ...change,
  }
}

export function decision(change: Partial<Decision> = {}): Decision {
  return {
    transaction_id: 't-1',
    status: 'decided',
    outcome: 'decline',
    score: 0.8742,
    risk_level: 4,
    reasons: [
      reason(112, { code: 'base_rate', source: 'base', group: 'base', sentence: 'How often' }),
      reason(9000, { value: 7, usual: 1, entities: ['device-1'] }),
      reason(-370, { code: 'user_tenure', sentence: 'Known for years' }),
    ],
    missing: [],
    shared_users: [],
    rule_errors: [],
    amendment: null,
    model_score: null,
    shadow_score: null,
    transaction: {
      transaction_id: 't-1',
      user_id: 'user-1',
      card_id: 'card-1',
      device_id: 'device-1',
      merchant: 'Cedar Grocery',
      amount_minor: 1250,
      currency: 'USD',
      occurred_at: '2026-11-22T18:00:00Z',
      received_at: '2026-11-22T18:00:00Z',
      ip: null,
      email_hash: null,
      merchant_category: null,
      country: null,
      channel: null,
      counterparty_id: null,
      base_minor: null,
      base_currency: null,
      is_at_par: false,
      fingerprint: 'f1',
    },
    features: { card_count_5m: 7, amount_minor_log: 3.1 },
    versions: {
      model: 'abc',
      shadow_model: null,
      rules: 'def',
      policy: 'ghi',
      features: 'jkl',
      lists: 'none',
    },
    timings_ms: { observe: 1.2, graph: 3.4 },
    decided_at: '2026-11-22T18:00:01Z',
    alert_seq: 1,
    ...change,
  }
}
