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
 * via the `definition` "JsonValue".
 */
export type JsonValue = unknown
/**
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ServerMessage".
 */
export type ServerMessage = AlertsFrame | StatsFrame | GapFrame | PongFrame | ErrorFrame

export interface RingfenceMessages {}
/**
 * One thing that happened to a case; `person` is None where the system did it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Activity".
 */
export interface Activity {
  action:
    | 'opened'
    | 'joined'
    | 'taken'
    | 'released'
    | 'assigned'
    | 'noted'
    | 'labelled'
    | 'escalated'
    | 'snoozed'
    | 'closed'
    | 'reopened'
    | 'undone'
  at: string
  detail: string
  person: string | null
}
/**
 * The active model beside the shadow, on the same decisions: how many each alone would have put
 * up for review. `gap_mean` is the mean distance of their scores.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Agreement".
 */
export interface Agreement {
  active_only: number
  both: number
  decisions: number
  gap_mean: number
  neither: number
  shadow: string
  shadow_only: number
}
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
  alerts: (Alert | RingAlert | ThreatAlert)[]
  last_seq: number
  next_before_seq: number | null
}
/**
 * A ring that formed, grew or split off, numbered with all other alerts.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingAlert".
 */
export interface RingAlert {
  change: 'formed' | 'grew' | 'shrank' | 'merged' | 'split' | 'ended'
  exposure: Exposure[]
  headline: string
  identifiers: number
  kind: 'ring'
  raised_at: string
  reason_codes: string[]
  ring_id: string
  risk_level: RiskLevel
  score: number
  seq: number
  size: number
  size_before: number
}
/**
 * What members of a ring paid, or tried to, in one currency, by outcome; minor units.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Exposure".
 */
export interface Exposure {
  approved_minor: number
  currency: string
  declined_minor: number
  payments: number
  reviewed_minor: number
}
/**
 * An entity, or a pair of attributes, that began to depart from its normal, numbered with all
 * other alerts. `score` is the part of what was counted that is beyond the usual.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ThreatAlert".
 */
export interface ThreatAlert {
  about: string
  count: number
  headline: string
  kind: 'threat'
  names: string[]
  raised_at: string
  reason_codes: string[]
  risk_level: RiskLevel
  score: number
  seq: number
  threat_id: string
  transactions: number
  window: string
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
  alerts: (Alert | RingAlert | ThreatAlert)[]
  last_seq: number
  sent_at: string
  type: 'alerts'
}
/**
 * A decision made again because stages that were missing answered: what came of it then.
 *
 * `filled` are those stages. `features` holds what they said, by name; the rest of the vector is
 * the decision's own. `reasons` sum to `score` as a decision's do.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Amendment".
 */
export interface Amendment {
  amended_at: string
  features: {
    [k: string]: number
  }
  filled: ('graph' | 'model' | 'rules')[]
  model_score: number | null
  outcome: Outcome
  reasons: Reason[]
  risk_level: RiskLevel
  rule_errors: string[]
  score: number
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
 * What a decision was made with, by content hash ("none" where there was none).
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Versions".
 */
export interface Versions {
  features: string
  lists: string
  model: string
  policy: string
  rules: string
  shadow_model: string | null
}
/**
 * A user's own normal amounts, in minor units, over their last `transactions` (at most 60).
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "AmountNormal".
 */
export interface AmountNormal {
  maximum_minor: number
  mean_minor: number
  median_minor: number
  transactions: number
}
/**
 * What alerts join a case by.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Anchor".
 */
export interface Anchor {
  id: string
  type: 'ring' | 'user' | 'device'
}
/**
 * Make somebody responsible, or nobody; `version` is the case as the caller saw it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "AssignRequest".
 */
export interface AssignRequest {
  assignee: string | null
  version: number
}
/**
 * `GET /audit`, newest first. Continue with `before_seq` = `next_before_seq`; None ends it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "AuditPage".
 */
export interface AuditPage {
  entries: AuditRow[]
  last_seq: number
  next_before_seq: number | null
}
/**
 * An entry as it is listed. `is_intact`: its seal fits, also to the entry before it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "AuditRow".
 */
export interface AuditRow {
  action: string
  after: {
    [k: string]: unknown
  }
  at: string
  before: {
    [k: string]: unknown
  }
  digest: string
  is_intact: boolean
  role: 'viewer' | 'analyst' | 'engineer' | 'admin'
  seq: number
  subject: string
  who: string
  withdraws: number | null
}
/**
 * `POST /rings/{id}/block`: put every member on the block list.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "BlockRingRequest".
 */
export interface BlockRingRequest {
  expires_at: string | null
  reason: string
}
/**
 * Who is on the block list now because of this; `skipped` were on it before.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "BlockRingResult".
 */
export interface BlockRingResult {
  blocked: string[]
  ring_id: string
  skipped: string[]
}
/**
 * `POST /labels/bulk`: one label for several transactions.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "BulkLabelRequest".
 */
export interface BulkLabelRequest {
  label: 'fraud' | 'genuine' | 'unsure'
  reason: string
  /**
   * @minItems 1
   * @maxItems 200
   */
  transaction_ids: string[]
}
/**
 * A row for each transaction, in the order asked.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "BulkLabelResult".
 */
export interface BulkLabelResult {
  labelled: number
  rows: BulkLabelRow[]
}
/**
 * What came of one transaction.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "BulkLabelRow".
 */
export interface BulkLabelRow {
  status: 'labelled' | 'unknown' | 'undecided'
  transaction_id: string
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
 * Transactions, or minor units of one currency, by what was decided.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ByOutcome".
 */
export interface ByOutcome {
  approve: number
  decline: number
  review: number
}
/**
 * `GET /cases/{case_id}`: newest first, its alerts and what happened to it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Case".
 */
export interface Case {
  activity: Activity[]
  alert_count: number
  alerts: CaseAlert[]
  anchors: Anchor[]
  assignee: string | null
  case_id: string
  closing: Closing | null
  due_at: string
  escalation: Escalation | null
  exposure: {
    [k: string]: number
  }
  headline: string
  hold: Hold | null
  labels: {
    [k: string]: number
  }
  opened_at: string
  reason_codes: string[]
  risk_level: RiskLevel
  score: number
  status: 'open' | 'investigating' | 'closed'
  undoable: Undoable | null
  updated_at: string
  version: number
}
/**
 * An alert of a case; `label` is what was said of its transaction in this case.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "CaseAlert".
 */
export interface CaseAlert {
  alert: Alert | RingAlert
  label: ('fraud' | 'genuine' | 'unsure') | null
}
/**
 * Who closed a case, and with which reason.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Closing".
 */
export interface Closing {
  at: string
  by: string
  note: string | null
  reason:
    'fraud_confirmed' | 'genuine' | 'insufficient_evidence' | 'duplicate' | 'not_worth_pursuing'
}
/**
 * Who asked for somebody else's eyes, and why.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Escalation".
 */
export interface Escalation {
  at: string
  by: string
  reason: string
}
/**
 * Who works the case, until when unless it is renewed.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Hold".
 */
export interface Hold {
  person: string
  until: string
}
/**
 * The last change, while it can be undone: by whom, until when, and what was before it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Undoable".
 */
export interface Undoable {
  action:
    | 'opened'
    | 'joined'
    | 'taken'
    | 'released'
    | 'assigned'
    | 'noted'
    | 'labelled'
    | 'escalated'
    | 'snoozed'
    | 'closed'
    | 'reopened'
    | 'undone'
  assignee: string | null
  due_at: string
  earlier_snooze: Snooze | null
  escalation: Escalation | null
  labels: EarlierLabel[]
  person: string
  snooze: Snooze | null
  status: 'open' | 'investigating' | 'closed'
  until: string
}
/**
 * A rule that says nothing about an entity until `until`.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Snooze".
 */
export interface Snooze {
  author: string
  created_at: string
  entity: 'user' | 'card' | 'device' | 'ip' | 'merchant'
  entity_id: string
  reason: string
  rule: string
  snooze_id: string
  until: string
}
/**
 * What a transaction's label was before it was changed.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "EarlierLabel".
 */
export interface EarlierLabel {
  label: 'fraud' | 'genuine' | 'unsure'
  transaction_id: string
}
/**
 * How many cases there are; `overdue` are active and past their time.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "CaseCounts".
 */
export interface CaseCounts {
  closed: number
  investigating: number
  open: number
  overdue: number
}
/**
 * The truth about transactions of the case: those named, or without names all of its alerts.
 * `reason` is a code of your own.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "CaseLabelRequest".
 */
export interface CaseLabelRequest {
  label: 'fraud' | 'genuine' | 'unsure'
  reason: string
  /**
   * @maxItems 100
   */
  transaction_ids: string[]
}
/**
 * `GET /cases`: the active ones by urgency, or the closed ones by when. Continue with
 * `next_cursor`; None ends it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "CasePage".
 */
export interface CasePage {
  cases: CaseSummary[]
  counts: CaseCounts
  next_cursor: string | null
}
/**
 * A case as a list shows it. `version` grows with every change; `exposure` is the amount of its
 * alerts in minor units by currency; `score` and `risk_level` are the highest of its alerts.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "CaseSummary".
 */
export interface CaseSummary {
  alert_count: number
  anchors: Anchor[]
  assignee: string | null
  case_id: string
  closing: Closing | null
  due_at: string
  escalation: Escalation | null
  exposure: {
    [k: string]: number
  }
  headline: string
  hold: Hold | null
  labels: {
    [k: string]: number
  }
  opened_at: string
  reason_codes: string[]
  risk_level: RiskLevel
  score: number
  status: 'open' | 'investigating' | 'closed'
  updated_at: string
  version: number
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
 * End the work. `version` is the case as the caller saw it: one that an alert joined meanwhile
 * is not closed unread.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "CloseRequest".
 */
export interface CloseRequest {
  note: string | null
  reason:
    'fraud_confirmed' | 'genuine' | 'insufficient_evidence' | 'duplicate' | 'not_worth_pursuing'
  version: number
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
 * The highest score of one UTC day; None where nothing was decided.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "DayRisk".
 */
export interface DayRisk {
  day: string
  score: number | null
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
  amendment: Amendment | null
  decided_at: string
  features: {
    [k: string]: number
  }
  missing: ('graph' | 'model' | 'rules')[]
  model_score: number | null
  outcome: Outcome
  reasons: Reason[]
  risk_level: RiskLevel
  rule_errors: string[]
  score: number
  shadow_score: number | null
  shared_users: string[][]
  status: 'decided'
  timings_ms: {
    [k: string]: number
  }
  transaction: Transaction
  transaction_id: string
  versions: Versions
}
/**
 * One attempted payment, accepted: canonical ids, integer money, UTC times. Immutable.
 *
 * Where `currency` is not the namespace's, `base_minor` is what the windows count of it, in minor
 * units of `base_currency`. `is_at_par`: no rate was known, so a major unit counts as one.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Transaction".
 */
export interface Transaction {
  amount_minor: number
  base_currency: string | null
  base_minor: number | null
  card_id: string
  channel: ('card_present' | 'online' | 'in_app' | 'transfer' | 'atm') | null
  counterparty_id: string | null
  country: string | null
  currency: string
  device_id: string
  email_hash: string | null
  fingerprint: string
  ip: string | null
  is_at_par: boolean
  merchant: string
  merchant_category: string | null
  occurred_at: string
  received_at: string
  transaction_id: string
  user_id: string
}
/**
 * `GET /decisions/sample`: decisions as columns, newest first, for a what-if in the browser.
 *
 * `margins` are the model's log-odds with every rule left out; `points` and `demanded` are score
 * and mildest outcome under the rules in force now. `numbers` and `words` hold the columns asked
 * for, as a rule reads them.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "DecisionSample".
 */
export interface DecisionSample {
  amounts_minor: number[]
  decided_at_ms: number[]
  decline_at_points: number
  demanded: Outcome[]
  is_cut_short: boolean
  labels: (('fraud' | 'genuine' | 'unsure') | null)[]
  listed: (('block' | 'allow' | 'watch') | null)[]
  margins: number[]
  numbers: {
    [k: string]: number[]
  }
  outcomes: Outcome[]
  points: number[]
  review_at_points: number
  skipped: number
  transaction_ids: string[]
  words: {
    [k: string]: string[]
  }
}
/**
 * Where a replay departs from the stored decision, both as text.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Difference".
 */
export interface Difference {
  field: string
  replayed: string
  stored: string
}
/**
 * `PUT /rules/draft`: the whole set. `based_on` is the version that was edited: the draft's,
 * or where there is none that of the set in force.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "DraftRequest".
 */
export interface DraftRequest {
  author: string | null
  based_on: string
  /**
   * @minItems 1
   * @maxItems 100
   */
  rules: Rule[]
}
/**
 * A named condition.
 *
 * `sentence` may hold any feature or word by name and `{entities}`. `weight` is what firing adds,
 * in log-odds; `outcome` is the mildest outcome once it fired. `value` names the feature shown
 * beside the sentence, `usual` what is normal for it. `names` names whom `{entities}` lists.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Rule".
 */
export interface Rule {
  code: string
  group: 'base' | 'amount' | 'velocity' | 'graph' | 'merchant' | 'label' | 'behaviour' | 'list'
  names: ('card' | 'device' | 'ip') | null
  outcome: Outcome
  sentence: string
  usual: number | null
  value: string | null
  weight: number
  when: string
}
/**
 * One column, recent against training. `edges` are the bins' inner edges; bin i holds the
 * values in (edges[i - 1], edges[i]]. `by_chance` is the index that chance alone may reach.
 *
 * `decisions_needed` are the fewest of which anything is claimed: with fewer the level is
 * `too_few`. It is `too_early` while the system has decided for less than `history_needed_s`.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Drift".
 */
export interface Drift {
  actual: number[]
  by_chance: number
  decisions_needed: number
  edges: number[]
  expected: number[]
  history_needed_s: number
  index: number
  level: 'stable' | 'moderate' | 'major' | 'too_few' | 'too_early'
  name: string
}
/**
 * `GET /models/drift`: features by index, the farthest first, those nothing is claimed of last.
 * Without a reference in the active model's manifest there is nothing to compare with, and both
 * `score` and `features` are empty. `history_s` is how long the system has decided for.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "DriftReport".
 */
export interface DriftReport {
  agreement: Agreement | null
  decisions: number
  features: Drift[]
  has_reference: boolean
  history_s: number
  model: string
  score: Drift | null
  since: string
  training_rows: number
}
/**
 * A bounded neighbourhood: at most 500 nodes, the most tied first, and all edges among them.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "EntityGraph".
 */
export interface EntityGraph {
  edges: GraphEdge[]
  nodes: GraphNode[]
  total_nodes: number
  truncated: boolean
}
/**
 * A user used an identifier; both by their place in `nodes`.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "GraphEdge".
 */
export interface GraphEdge {
  first_seen_at: string
  last_seen_at: string
  source: number
  target: number
}
/**
 * A node to draw. `score` in [0, 1] is the highest of the last days, None where there was none;
 * `users` is an identifier's degree; `ring_id` is the ring that a user is in.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "GraphNode".
 */
export interface GraphNode {
  entity: 'user' | 'card' | 'device' | 'ip' | 'merchant'
  entity_id: string
  is_fraud: boolean
  is_weakest_link: boolean
  ring_id: string | null
  roles: ('leader' | 'bridge' | 'confirmed_fraud' | 'member')[]
  score: number | null
  users: number | null
}
/**
 * What is known of its transactions: counts by window, and the newest of each kind.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "EntityLabels".
 */
export interface EntityLabels {
  frauds: string[]
  genuine: string[]
  windows: LabelWindow[]
}
/**
 * Labelled transactions of one window, by their event time.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "LabelWindow".
 */
export interface LabelWindow {
  frauds: number
  genuine: number
  window: string
}
/**
 * A decided transaction of an entity, as a table shows it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "EntityTransaction".
 */
export interface EntityTransaction {
  amount_minor: number
  card_id: string
  currency: string
  device_id: string
  ip: string | null
  merchant: string
  occurred_at: string
  outcome: Outcome
  risk_level: RiskLevel
  rules: string[]
  score: number
  transaction_id: string
  user_id: string
}
/**
 * `GET /entities/{type}/{id}/transactions`, newest first; `next_cursor` continues it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "EntityTransactions".
 */
export interface EntityTransactions {
  next_cursor: string | null
  transactions: EntityTransaction[]
}
/**
 * `GET /entities/{type}/{id}`. `score` is the highest of the last eight days, `points` are the
 * newest 500 decided transactions, oldest first. Sums and normal amounts are in minor units of
 * `currency`, the namespace's.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "EntityView".
 */
export interface EntityView {
  at: string
  cases: string[]
  currency: string
  days: DayRisk[]
  entity: 'user' | 'card' | 'device' | 'ip' | 'merchant'
  entity_id: string
  labels: EntityLabels
  last_seen_at: string | null
  lists: ListEntry[]
  normal: AmountNormal | null
  points: RiskPoint[]
  ring: RingOfEntity | null
  score: number | null
  snoozes: Snooze[]
  windows: WindowNow[]
}
/**
 * An entity on a list. It holds until `expires_at`, or for good where that is None.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ListEntry".
 */
export interface ListEntry {
  author: string
  created_at: string
  entity: 'user' | 'card' | 'device' | 'ip' | 'merchant'
  entity_id: string
  entry_id: string
  expires_at: string | null
  list: 'block' | 'allow' | 'watch'
  reason: string
}
/**
 * One decided transaction on the line of risk over time.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RiskPoint".
 */
export interface RiskPoint {
  at: string
  outcome: Outcome
  score: number
  transaction_id: string
}
/**
 * The ring that a user is in, as the last detection found it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingOfEntity".
 */
export interface RingOfEntity {
  ring_id: string
  score: number
  size: number
}
/**
 * One window at this moment, (now - window, now]. `usual_count` is what the entity's own pace
 * before it, as far back as its longest window, comes to; None in that window itself.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "WindowNow".
 */
export interface WindowNow {
  count: number
  counterparts: {
    [k: string]: number
  }
  sum_minor: number
  usual_count: number | null
  window: string
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
 * Ask for somebody else's eyes: it is put back, and due within half an hour.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "EscalateRequest".
 */
export interface EscalateRequest {
  reason: string
}
/**
 * How two members are tied: user, identifier, user, identifier, … user.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "EvidencePath".
 */
export interface EvidencePath {
  steps: NodeRef[]
}
/**
 * An entity by type and id.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "NodeRef".
 */
export interface NodeRef {
  entity: 'user' | 'card' | 'device' | 'ip' | 'merchant'
  entity_id: string
}
/**
 * A decision whose outcome would have been another.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Flip".
 */
export interface Flip {
  after: Outcome
  amount_minor: number
  before: Outcome
  currency: string
  decided_at: string
  fired: string[]
  label: ('fraud' | 'genuine' | 'unsure') | null
  score_after: number
  score_before: number
  transaction_id: string
}
/**
 * A currency of the window, with its transactions in all outcomes.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "FlowCurrency".
 */
export interface FlowCurrency {
  currency: string
  transactions: number
}
/**
 * One band between two nodes, by their ids.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "FlowLink".
 */
export interface FlowLink {
  amounts_minor: ByOutcome
  source: string
  target: string
  transactions: ByOutcome
}
/**
 * One bucket of the window.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "FlowMoment".
 */
export interface FlowMoment {
  amounts_minor: ByOutcome
  at: string
  transactions: ByOutcome
}
/**
 * One bar. `name` is a group, a device, a merchant or a category; of `is_other` it is empty.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "FlowNode".
 */
export interface FlowNode {
  amounts_minor: ByOutcome
  column: 'from' | 'card' | 'to'
  is_other: boolean
  name: string
  node_id: string
  transactions: ByOutcome
}
/**
 * `GET /flows`: bands of one currency in [`since`, `until`), with the window's course.
 *
 * Times are those of whole buckets. `currency` is None where nothing happened.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "FlowPage".
 */
export interface FlowPage {
  bucket: 'minute' | 'hour' | 'day'
  by: 'segment' | 'ring' | 'device' | 'channel'
  currencies: FlowCurrency[]
  currency: string | null
  links: FlowLink[]
  measure: 'amount' | 'transactions'
  moments: FlowMoment[]
  nodes: FlowNode[]
  since: string
  to: 'merchant' | 'category'
  until: string
}
/**
 * One transaction of a band.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "FlowTransaction".
 */
export interface FlowTransaction {
  amount_minor: number
  card_id: string
  currency: string
  device_id: string
  merchant: string
  merchant_category: string | null
  occurred_at: string
  outcome: Outcome
  score: number
  transaction_id: string
  user_id: string
}
/**
 * `GET /flows/transactions`: newest first; `next_before` continues the page, None ends it.
 *
 * `is_partial`: the band has more than are listed, which are the newest 100 of each path and hour
 * of the last 8 days.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "FlowTransactionPage".
 */
export interface FlowTransactionPage {
  is_partial: boolean
  next_before: string | null
  transactions: FlowTransaction[]
}
/**
 * Alerts in (`after_seq`, `first_seq`) have left the stream; their decisions are still kept.
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
 * From `at` on the ring had so many members tied.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "GrowthPoint".
 */
export interface GrowthPoint {
  at: string
  members: number
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
 * Somebody who was let in, by whom and when.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "KnownPerson".
 */
export interface KnownPerson {
  created_at: string
  created_by: string
  name: string
  role: 'viewer' | 'analyst' | 'engineer' | 'admin'
}
/**
 * The truth about a transaction as known at `known_at`, by whom and why.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Label".
 */
export interface Label {
  author: string
  known_at: string
  label: 'fraud' | 'genuine' | 'unsure'
  reason: string
  transaction_id: string
}
/**
 * The labels of one transaction, oldest first; the last is in force.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "LabelHistory".
 */
export interface LabelHistory {
  labels: Label[]
  transaction_id: string
}
/**
 * What an analyst or a chargeback says of a transaction; `reason` is a code of your own.
 *
 * `transaction` is the payment itself, for a chargeback that comes when its decision is no longer
 * kept: who paid with what, whom and when is all that a label needs.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "LabelRequest".
 */
export interface LabelRequest {
  author: string | null
  label: 'fraud' | 'genuine' | 'unsure'
  reason: string
  transaction: TransactionRequest | null
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
/**
 * `POST /lists`: put an entity on a list. What stood there for it is replaced.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ListEntryRequest".
 */
export interface ListEntryRequest {
  author: string | null
  entity: 'user' | 'card' | 'device' | 'ip' | 'merchant'
  entity_id: string
  expires_at: string | null
  list: 'block' | 'allow' | 'watch'
  reason: string
}
/**
 * `GET /lists`, newest first; entries that have expired stay until they are removed.
 * `next_cursor` continues the page; None ends it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ListPage".
 */
export interface ListPage {
  entries: ListEntry[]
  next_cursor: string | null
}
/**
 * `GET /me`. `is_open`: nobody is asked who they are, so a name is what it claims to be, and
 * one person may publish what they drafted.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Me".
 */
export interface Me {
  is_open: boolean
  name: string
  role: 'viewer' | 'analyst' | 'engineer' | 'admin'
}
/**
 * What Redis says of its memory; `limit_bytes` is None where it has no limit.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "MemoryVitals".
 */
export interface MemoryVitals {
  limit_bytes: number | null
  peak_bytes: number
  server: string
  used_bytes: number
}
/**
 * What was decided in one minute, and how many decisions went without which stage.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "MinuteVitals".
 */
export interface MinuteVitals {
  at: string
  decisions: number
  degraded: number
  missing: {
    [k: string]: number
  }
}
/**
 * A model that went in force; `by` is who put it there, None where nobody was named.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ModelActivation".
 */
export interface ModelActivation {
  at: string
  by: string | null
  version: string
}
/**
 * `GET /models`: every registered model, the newest first, and the latest activations.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ModelBook".
 */
export interface ModelBook {
  active: string | null
  history: ModelActivation[]
  models: ModelRecord[]
  shadow: string | null
}
/**
 * A registered model: what its manifest says and whether it scores. `has_reference` tells
 * whether drift can be measured against its training.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ModelRecord".
 */
export interface ModelRecord {
  activated_at: string | null
  /**
   * @minItems 2
   * @maxItems 2
   */
  calibration: unknown[]
  features: number
  has_reference: boolean
  metrics: {
    [k: string]: number
  }
  note: string
  registered_at: string | null
  state: 'active' | 'shadow' | 'registered'
  trained_at: string
  training_digest: string
  training_frauds: number
  training_rows: number
  version: string
}
/**
 * What `POST /people` answers. `token` is shown here and never again.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "NewPerson".
 */
export interface NewPerson {
  created_at: string
  created_by: string
  name: string
  role: 'viewer' | 'analyst' | 'engineer' | 'admin'
  token: string
}
/**
 * `POST /cases/next`: the case that is now yours; None where nothing waits for you.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "NextCase".
 */
export interface NextCase {
  case: Case | null
}
/**
 * Something to remember.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "NoteRequest".
 */
export interface NoteRequest {
  text: string
}
/**
 * Have a ring worked, for `reason`: by the case that works it, or by a new one.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "OpenCaseRequest".
 */
export interface OpenCaseRequest {
  reason: string
  ring_id: string
}
/**
 * `GET /paths`: the shortest way over shared cards, devices and ips; None where there is none.
 *
 * `is_bounded`: the search ended at its bounds, so that a longer way may exist.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "PathAnswer".
 */
export interface PathAnswer {
  is_bounded: boolean
  path: EvidencePath | null
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
 * `GET /people`, by name.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "PeoplePage".
 */
export interface PeoplePage {
  people: KnownPerson[]
}
/**
 * `POST /people`: let somebody in.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "PersonRequest".
 */
export interface PersonRequest {
  name: string
  role: 'viewer' | 'analyst' | 'engineer' | 'admin'
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
 * `POST /rules/draft/publish`: put the draft of this version in force.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "PublishRequest".
 */
export interface PublishRequest {
  author: string | null
  version: string
}
/**
 * The set in force.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "PublishedRules".
 */
export interface PublishedRules {
  rules: Rule[]
  version: string
}
/**
 * The queue and its dead letters. `behind_s` is how long ago the transaction decided last was
 * received, so about how long the oldest has waited; None where nothing waits, or nothing was
 * decided in the last hours.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "QueueVitals".
 */
export interface QueueVitals {
  behind_s: number | null
  dead: number
  in_flight: number
  waiting: number
}
/**
 * `DELETE /lists/{entry_id}`: who takes it off.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RemoveEntryRequest".
 */
export interface RemoveEntryRequest {
  author: string | null
}
/**
 * `GET /transactions/{id}/replay`: the decision made again from what it was made from.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ReplayReport".
 */
export interface ReplayReport {
  differences: Difference[]
  is_identical: boolean
  transaction_id: string
  versions: Versions
}
/**
 * The members are on the block list by one click, which can be undone.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingBlock".
 */
export interface RingBlock {
  at: string
  author: string
  entry_ids: string[]
  reason: string
}
/**
 * What a run of detection found changed. `other` is the ring merged in, or split from.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingChange".
 */
export interface RingChange {
  at: string
  joined: string[]
  kind: 'formed' | 'grew' | 'shrank' | 'merged' | 'split' | 'ended'
  left: string[]
  other: string | null
  size: number
  size_before: number
}
/**
 * `GET /rings/{id}`: all that is known. `reasons` sum to the score, in ten-thousandths.
 *
 * `is_truncated` where there are more members or identifiers than are named. `case_id` is the
 * active case that works it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingDossier".
 */
export interface RingDossier {
  block: RingBlock | null
  case_id: string | null
  changes: RingChange[]
  growth: GrowthPoint[]
  identifiers: RingIdentifier[]
  is_truncated: boolean
  members: RingMember[]
  paths: EvidencePath[]
  payments: RingPayment[]
  reasons: Reason[]
  ring: RingSummary
  weakest_link: WeakestLink | null
}
/**
 * A card, device or ip that `members` of the ring share.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingIdentifier".
 */
export interface RingIdentifier {
  entity: 'card' | 'device' | 'ip'
  first_seen_at: string
  identifier: string
  last_seen_at: string
  members: number
}
/**
 * A user of a ring. `strength` in (0, 1]: how tied to the others, the leader's is 1.
 *
 * `has_own_device` is False for who was only ever seen on devices of the ring.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingMember".
 */
export interface RingMember {
  declined: number
  frauds: number
  has_own_device: boolean
  identifiers: number
  joined_at: string
  last_payment_at: string
  payments: number
  roles: ('leader' | 'bridge' | 'confirmed_fraud' | 'member')[]
  strength: number
  user_id: string
}
/**
 * A member's decided payment, as a dossier lists it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingPayment".
 */
export interface RingPayment {
  amount_minor: number
  currency: string
  label: string | null
  merchant: string
  occurred_at: string
  outcome: Outcome
  score: number
  transaction_id: string
  user_id: string
}
/**
 * A ring in a list. `score` is in [0, 1]; `exposure` starts with the currency of most payments.
 *
 * An ended ring no longer meets the rule of forming, or was merged into `merged_into`.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingSummary".
 */
export interface RingSummary {
  exposure: Exposure[]
  formed_at: string
  frauds: number
  headline: string
  identifiers: number
  is_blocked: boolean
  last_payment_at: string
  merged_into: string | null
  ring_id: string
  risk_level: RiskLevel
  score: number
  size: number
  status: 'active' | 'ended'
  updated_at: string
}
/**
 * The identifier whose removal splits the ring, into parts of so many members.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "WeakestLink".
 */
export interface WeakestLink {
  entity: 'card' | 'device' | 'ip'
  identifier: string
  parts: number[]
}
/**
 * `GET /rings/{id}/history`, newest first; the newest 200 are kept.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingHistory".
 */
export interface RingHistory {
  changes: RingChange[]
  ring_id: string
}
/**
 * `GET /rings`; `next_cursor` continues the page, None ends it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RingPage".
 */
export interface RingPage {
  next_cursor: string | null
  rings: RingSummary[]
  total: number
}
/**
 * `POST /rules/rollback`: put a version of the history in force again.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RollBackRequest".
 */
export interface RollBackRequest {
  author: string | null
  version: string
}
/**
 * `GET /rules`; what every change of rules answers. `history` is newest first.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RuleBook".
 */
export interface RuleBook {
  draft: RuleDraft | null
  history: RuleChange[]
  published: PublishedRules
}
/**
 * A set that decides nothing yet.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RuleDraft".
 */
export interface RuleDraft {
  author: string
  based_on: string
  rules: Rule[]
  saved_at: string
  version: string
}
/**
 * One change of the set in force: to `version`, from the one `before`.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RuleChange".
 */
export interface RuleChange {
  action: 'publish' | 'roll_back'
  at: string
  author: string
  before: string
  version: string
}
/**
 * What one rule fires on. `hits_before` counts the decisions whose reasons name it; `errors`
 * those it fails on.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RuleHits".
 */
export interface RuleHits {
  code: string
  errors: number
  frauds: number
  hits: number
  hits_before: number
  labelled: number
  precision: number | null
}
/**
 * How often a rule fired, and how often it was right where the truth is known. `precision` is
 * frauds / (frauds + genuine), None before anything is labelled.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RulePrecision".
 */
export interface RulePrecision {
  code: string
  fired: number
  frauds: number
  genuine: number
  precision: number | null
}
/**
 * `GET /rules/precision`, the most fired first.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "RulePrecisions".
 */
export interface RulePrecisions {
  rules: RulePrecision[]
}
/**
 * Something whose id begins with what was asked for.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "SearchHit".
 */
export interface SearchHit {
  headline: string | null
  id: string
  kind: 'user' | 'card' | 'device' | 'ip' | 'merchant' | 'transaction' | 'ring' | 'case'
  score: number | null
}
/**
 * `GET /search`: at most `limit`, those first whose id is exactly what was asked for.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "SearchPage".
 */
export interface SearchPage {
  hits: SearchHit[]
  truncated: boolean
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
 * The model that scores beside the active one; None ends it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ShadowRequest".
 */
export interface ShadowRequest {
  version: string | null
}
/**
 * What `POST /rules/simulate` answers.
 *
 * `decisions` were simulated, `skipped` could not be (their model is gone, or another release
 * computed their features). `is_cut_short`: the time was up before all were read. `flips` are the
 * gravest first, `flips_total` is how many there are.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Simulation".
 */
export interface Simulation {
  after: Tally
  before: Tally
  decisions: number
  flips: Flip[]
  flips_total: number
  is_cut_short: boolean
  rules: RuleHits[]
  since: string | null
  skipped: number
  until: string | null
}
/**
 * Decisions by outcome; an alert is what is not approved. `precision` is the share of frauds
 * among labelled alerts, `recall` that of alerts among labelled frauds; None without any.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Tally".
 */
export interface Tally {
  alerts_per_hour: number | null
  approve: number
  decline: number
  fraud_alerts: number
  labelled_alerts: number
  precision: number | null
  recall: number | null
  review: number
}
/**
 * `POST /rules/simulate`: the newest decisions, at most `limit` of at most `hours` ago, under
 * these rules and thresholds; those in force where left out.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "SimulationRequest".
 */
export interface SimulationRequest {
  flips: number
  hours: number | null
  limit: number
  rules: Rule[] | null
  thresholds: Thresholds | null
}
/**
 * Where the score alone asks for more, in ten-thousandths.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Thresholds".
 */
export interface Thresholds {
  decline_at_points: number
  review_at_points: number
}
/**
 * `GET /snoozes`, the one that ends first first; none of them has ended. `next_cursor`
 * continues the page; None ends it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "SnoozePage".
 */
export interface SnoozePage {
  next_cursor: string | null
  snoozes: Snooze[]
}
/**
 * `POST /cases/{case_id}/snooze`: silence one rule for one entity until a time.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "SnoozeRequest".
 */
export interface SnoozeRequest {
  entity: 'user' | 'card' | 'device' | 'ip' | 'merchant'
  entity_id: string
  reason: string
  rule: string
  until: string
}
/**
 * One stage over the last `window_min` minutes. `wait` is the time from receipt to decision,
 * the others are the stages of `timings_ms`. None where nothing was decided.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "StageLatency".
 */
export interface StageLatency {
  decisions: number
  ms_p50: number | null
  ms_p99: number | null
  stage: string
  window_min: number
}
/**
 * A departure that lasts: since when, the evidence now and at its strongest.
 *
 * `names` are those of `kind` (a merchant; a merchant and a country). `score` is the part of what
 * was counted at its strongest that is beyond the usual, `also` names the pairs that hold most of
 * it, `rule` is a rule one could make of it. `alerted_at` is when it raised its alert, `snooze`
 * who silenced it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Threat".
 */
export interface Threat {
  alerted_at: string | null
  also: string[]
  evidence: ThreatEvidence
  kind:
    | 'merchant'
    | 'device'
    | 'ip'
    | 'counterparty'
    | 'category'
    | 'country'
    | 'merchant_country'
    | 'merchant_amount'
    | 'category_country'
    | 'category_amount'
  last_seen: string
  names: string[]
  risk_level: RiskLevel
  rule: Rule
  score: number
  sentence: string
  signal: 'unfamiliar' | 'stopped'
  since: string
  snooze: ThreatSnooze | null
  status: 'active' | 'over'
  strongest: ThreatEvidence
  threat_id: string
}
/**
 * Why: what was counted in the window ending at `at`, and what is usual.
 *
 * `count` is of the signal, `past_periods` the earlier periods in which the entity was seen.
 * `expected` is what such a window has by those and by its peers; with no such period, by its
 * peers alone. `times` is the ratio, None where there is no normal to be a multiple of: without a
 * past, or where less than one is expected. `peers_share` is the signal's share among its peers,
 * `chance` the larger of the two chances, of such a rate and of such a mix.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ThreatEvidence".
 */
export interface ThreatEvidence {
  at: string
  chance: number
  count: number
  expected: number
  new_cards: number
  new_devices: number
  past_periods: number
  peers_share: number
  share: number
  stopped: number
  times: number | null
  transactions: number
  window: '10m' | '1h' | '24h'
}
/**
 * Who silenced an entity or pair, whichever threats it becomes until then.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ThreatSnooze".
 */
export interface ThreatSnooze {
  author: string
  created_at: string
  kind:
    | 'merchant'
    | 'device'
    | 'ip'
    | 'counterparty'
    | 'category'
    | 'country'
    | 'merchant_country'
    | 'merchant_amount'
    | 'category_country'
    | 'category_amount'
  names: string[]
  reason: string
  until: string
}
/**
 * `GET /threats/{threat_id}`: the threat, minute by minute and hour by hour.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ThreatCourse".
 */
export interface ThreatCourse {
  hours: ThreatMoment[]
  minutes: ThreatMoment[]
  threat: Threat
}
/**
 * One bucket of a threat's course; `expected` is what its past and peers lead to expect.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ThreatMoment".
 */
export interface ThreatMoment {
  at: string
  count: number
  expected: number
  transactions: number
}
/**
 * `GET /threats`: the active first, the least likely by chance before the others, then the
 * snoozed, then those that are over. `next_cursor` continues the page; None ends it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ThreatPage".
 */
export interface ThreatPage {
  checked_at: string | null
  hours_known: number
  hours_needed: number
  next_cursor: string | null
  tested: number
  threats: Threat[]
}
/**
 * `POST /threats/{threat_id}/snooze`: say nothing of this entity or pair until a time.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "ThreatSnoozeRequest".
 */
export interface ThreatSnoozeRequest {
  reason: string
  until: string
}
/**
 * `GET /traffic`: the last whole seconds, oldest first, none left out.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Traffic".
 */
export interface Traffic {
  at: string
  seconds: TrafficSecond[]
}
/**
 * What was decided in one whole second of wall-clock time; `second` is Unix time.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "TrafficSecond".
 */
export interface TrafficSecond {
  alerts: number
  decision_ms_max: number
  decisions: number
  declines: number
  second: number
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
 * `GET /health/detail`: what cannot be read is left out and named in `unknown`.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "Vitals".
 */
export interface Vitals {
  at: string
  latencies: StageLatency[]
  memory: MemoryVitals[]
  minutes: MinuteVitals[]
  queue: QueueVitals | null
  unknown: string[]
  workers: WorkerVitals[]
}
/**
 * A function that runs while there is something to do. `behind` counts what waits for it.
 *
 * This interface was referenced by `RingfenceMessages`'s JSON-Schema
 * via the `definition` "WorkerVitals".
 */
export interface WorkerVitals {
  behind: number
  is_running: boolean
  name: string
}
