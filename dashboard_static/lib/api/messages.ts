/* Generated from lib/api/schema.json by `npm run types`. Change the Python messages instead. */
/* eslint-disable */

/**
 * What happens to the transaction; ordered by `severity`: approve < review < decline.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Outcome".
 */
export type Outcome = 'approve' | 'review' | 'decline'
/**
 * Bars shown beside a score, 1 (low) to 4 (critical).
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RiskLevel".
 */
export type RiskLevel = 1 | 2 | 3 | 4
/**
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ClientMessage".
 */
export type ClientMessage = SubscribeMessage | PingMessage
/**
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ServerMessage".
 */
export type ServerMessage = AlertsFrame | StatsFrame | GapFrame | PongFrame | ErrorFrame

export interface RingfenceMessages {}
/**
 * A decision that a person should see. `seq` numbers alerts 1, 2, 3, … without a gap.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Alert".
 */
export interface Alert {
  amount_minor: number
  card_id: string
  currency: string
  device_id: string
  headline: string
  kind: 'transaction'
  merchant: string
  missing: string[]
  occurred_at: string
  outcome: Outcome
  raised_at: string
  reason_codes: string[]
  received_at: string
  risk_level: RiskLevel
  score: number
  seq: number
  transaction_id: string
  user_id: string
}
/**
 * `GET /alerts`, newest first. `next_before_seq` continues the page; None ends it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "AlertPage".
 */
export interface AlertPage {
  alerts: Alert[]
  last_seq: number
  next_before_seq: number | null
}
/**
 * The alerts in (`after_seq`, `last_seq`], oldest first: at most one frame per 50 ms.
 *
 * A page whose own last sequence number is below `after_seq` has a gap and subscribes again.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "AlertsFrame".
 */
export interface AlertsFrame {
  after_seq: number
  alerts: Alert[]
  last_seq: number
  sent_at: string
  type: 'alerts'
}
/**
 * `POST /transactions` answers this with 202, also when some rows were rejected.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "BulkResult".
 */
export interface BulkResult {
  accepted: number
  rejected: number
  rows: BulkRow[]
}
/**
 * The result for one item of `POST /transactions`, at its index in the request.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "BulkRow".
 */
export interface BulkRow {
  index: number
  problem: Problem | null
  status: 'queued' | 'decided' | 'rejected'
  transaction_id: string | null
}
/**
 * RFC 9457 problem details; `errors` names each field.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Problem".
 */
export interface Problem {
  detail: string
  errors: FieldError[]
  status: number
  title: string
  type: string
}
/**
 * One thing wrong with a request: where, what, and the type of the rule it broke.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "FieldError".
 */
export interface FieldError {
  field: string
  message: string
  type: string
}
/**
 * Start (or resume) the feed after `after_seq`; None means only what is new.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "SubscribeMessage".
 */
export interface SubscribeMessage {
  action: 'subscribe'
  after_seq: number | null
}
/**
 * Asks for a `pong`; `sent_at_ms` is echoed, so the page can tell its round trip.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "PingMessage".
 */
export interface PingMessage {
  action: 'ping'
  sent_at_ms: number | null
}
/**
 * One thing the system leans on.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ComponentHealth".
 */
export interface ComponentHealth {
  detail: string
  latency_ms: number | null
  status: 'up' | 'down'
}
/**
 * Outcome + score + reasons + versions + timings: a receipt.
 *
 * `score` is a probability of fraud in [0, 1] and equals the sum of the reasons' points divided
 * by 10,000, exactly. `features` is the vector it was made from; `missing` names stages that did
 * not answer in time.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Decision".
 */
export interface Decision {
  alert_seq: number | null
  decided_at: string
  features: {
    [k: string]: number
  }
  missing: ('graph' | 'model' | 'rules')[]
  outcome: Outcome
  reasons: Reason[]
  risk_level: RiskLevel
  rule_errors: string[]
  score: number
  shadow_score: number | null
  status: 'decided'
  timings_ms: {
    [k: string]: number
  }
  transaction: Transaction
  transaction_id: string
  versions: Versions
}
/**
 * One line of the ledger. `points` are ten-thousandths of the score and may be negative.
 *
 * `source` says who speaks: the model's base rate, the model, a rule or a list. `value` is what
 * was seen, `usual` what is normal (None where nothing is), `entities` whom the sentence names.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Reason".
 */
export interface Reason {
  code: string
  entities: string[]
  group: 'base' | 'amount' | 'velocity' | 'graph' | 'merchant' | 'label' | 'behaviour' | 'list'
  points: number
  sentence: string
  source: 'base' | 'model' | 'rule' | 'list'
  usual: number | null
  value: number | null
}
/**
 * One attempted payment, accepted: canonical ids, integer money, UTC times. Immutable.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Transaction".
 */
export interface Transaction {
  amount_minor: number
  card_id: string
  channel: ('card_present' | 'online' | 'in_app' | 'transfer' | 'atm') | null
  counterparty_id: string | null
  country: string | null
  currency: string
  device_id: string
  email_hash: string | null
  fingerprint: string
  ip: string | null
  merchant: string
  merchant_category: string | null
  occurred_at: string
  received_at: string
  transaction_id: string
  user_id: string
}
/**
 * What a decision was made with, by content hash ("none" where there was none).
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Versions".
 */
export interface Versions {
  features: string
  model: string
  policy: string
  rules: string
  shadow_model: string | null
}
/**
 * A client message that could not be read.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ErrorFrame".
 */
export interface ErrorFrame {
  problem: Problem
  type: 'error'
}
/**
 * Alerts in (`after_seq`, `first_seq`) have left the stream: read the archive for them.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "GapFrame".
 */
export interface GapFrame {
  after_seq: number
  first_seq: number
  type: 'gap'
}
/**
 * `GET /health`: 200 while transactions can be accepted and decided, else 503.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Health".
 */
export interface Health {
  components: {
    [k: string]: ComponentHealth
  }
  status: 'up' | 'degraded' | 'down'
  version: string
}
/**
 * `GET /transactions/{id}` before the decision is made.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "PendingTransaction".
 */
export interface PendingTransaction {
  status: 'pending'
  transaction_id: string
}
/**
 * The answer to a ping.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "PongFrame".
 */
export interface PongFrame {
  sent_at_ms: number | null
  server_at: string
  type: 'pong'
}
/**
 * Once a second: what the system did in the last whole second, and since it began.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "StatsFrame".
 */
export interface StatsFrame {
  alerts: number
  alerts_total: number
  decision_ms_max: number
  decisions: number
  decisions_total: number
  declines: number
  last_seq: number
  second: number
  sent_at: string
  type: 'stats'
  watchers: number
}
/**
 * `POST /transaction` answers this with 202: the transaction is in the queue.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "TransactionAccepted".
 */
export interface TransactionAccepted {
  status: 'queued' | 'decided'
  transaction_id: string
}
/**
 * One attempted payment, as a payment service sends it.
 *
 * `amount` is in major units of `currency` (10.00 is ten dollars) with at most two more digits
 * than the currency has. `transaction_id` is the caller's idempotency key; without one we make a
 * ULID.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "TransactionRequest".
 */
export interface TransactionRequest {
  amount: string
  card_id: string
  channel: ('card_present' | 'online' | 'in_app' | 'transfer' | 'atm') | null
  counterparty_id: string | null
  country: string | null
  currency: string
  device_id: string
  email_hash: string | null
  ip: string | null
  merchant: string
  merchant_category: string | null
  occurred_at: string | null
  transaction_id: string | null
  user_id: string
}
