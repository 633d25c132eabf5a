/** Stored decisions under other thresholds and rules: what the server's simulation does, here. */
import type { DecisionSample, Outcome, Rule } from '@/lib/api/messages'
import type { CompiledRule, Values } from '@/lib/cel/evaluator'
import { compileRule } from '@/lib/cel/evaluator'

export const WORDS: ReadonlySet<string> = new Set([
  'merchant',
  'currency',
  'country',
  'channel',
  'merchant_category',
])
const SEVERITY = { approve: 0, review: 1, decline: 2 } as const
const BY_SEVERITY = ['approve', 'review', 'decline'] as const
const POINTS = 10_000
const HOUR_MS = 3_600_000
export const FLIPS_SHOWN = 200

export interface WhatIf {
  /** In ten-thousandths of the score. */
  readonly reviewAt: number
  readonly declineAt: number
  /** Instead of those in force; null keeps them. */
  readonly rules: readonly Rule[] | null
}

export interface Tally {
  readonly approve: number
  readonly review: number
  readonly decline: number
  readonly alerts: number
  readonly alertsPerHour: number | null
  /** Of the labelled alerts, the share that was fraud. */
  readonly precision: number | null
  /** Of the labelled frauds, the share that is an alert. */
  readonly recall: number | null
}

export interface Flip {
  readonly transactionId: string
  readonly before: Outcome
  readonly after: Outcome
  readonly scoreBefore: number
  readonly scoreAfter: number
  readonly label: string | null
}

export interface WhatIfResult {
  readonly before: Tally
  readonly after: Tally
  readonly flipsTotal: number
  readonly flips: readonly Flip[]
  /** How often each rule fires, where rules were given. */
  readonly hits: Readonly<Record<string, number>>
}

export interface Refused {
  readonly code: string
  readonly because: string
}

/** The rules that this browser leaves to the server, and the names that the others read. */
export function readRules(rules: readonly Rule[]): { names: string[]; refused: Refused[] } {
  const names = new Set<string>()
  const refused: Refused[] = []
  for (const { code, when } of rules) {
    const compiled = compileRule(when, WORDS)
    if (compiled.kind === 'compiled') for (const name of compiled.names) names.add(name)
    else refused.push({ code, because: compiled.because })
  }
  return { names: [...names].sort(), refused }
}

interface Decided {
  readonly points: number
  readonly demanded: number
}

export function whatIf(sample: DecisionSample, asked: WhatIf): WhatIfResult {
  const hits: Record<string, number> = {}
  const decide = asked.rules ? byRules(sample, asked.rules, hits) : asStored(sample)
  const size = sample.transaction_ids.length
  const after: Outcome[] = []
  const flips: { index: number; points: number }[] = []
  for (let index = 0; index < size; index += 1) {
    const { points, demanded } = decide(index)
    const outcome = outcomeOf(points, demanded, sample.listed[index] ?? null, asked)
    after.push(outcome)
    if (outcome !== sample.outcomes[index]) flips.push({ index, points })
  }
  flips.sort(
    (one, other) => gravity(sample, after, other.index) - gravity(sample, after, one.index),
  )
  return {
    before: tally(sample, sample.outcomes),
    after: tally(sample, after),
    flipsTotal: flips.length,
    flips: flips.slice(0, FLIPS_SHOWN).map(({ index, points }) => ({
      transactionId: sample.transaction_ids[index] ?? '',
      before: sample.outcomes[index] ?? 'approve',
      after: after[index] ?? 'approve',
      scoreBefore: (sample.points[index] ?? 0) / POINTS,
      scoreAfter: points / POINTS,
      label: sample.labels[index] ?? null,
    })),
    hits,
  }
}

/** Fast enough for a slider: no rule is run, score and demand are those under the rules in force. */
function asStored(sample: DecisionSample): (index: number) => Decided {
  return (index) => ({
    points: sample.points[index] ?? 0,
    demanded: SEVERITY[sample.demanded[index] ?? 'approve'],
  })
}

function byRules(sample: DecisionSample, rules: readonly Rule[], hits: Record<string, number>) {
  const compiled = rules.map((rule) => ({ rule, run: runnerOf(compileRule(rule.when, WORDS)) }))
  for (const { code } of rules) hits[code] = 0
  return (index: number): Decided => {
    const values = valuesAt(sample, index)
    let margin = sample.margins[index] ?? 0
    let demanded = 0
    for (const { rule, run } of compiled) {
      if (run(values) !== true) continue
      margin += rule.weight
      demanded = Math.max(demanded, SEVERITY[rule.outcome])
      hits[rule.code] = (hits[rule.code] ?? 0) + 1
    }
    return { points: Math.round(POINTS / (1 + Math.exp(-margin))), demanded }
  }
}

const runnerOf = (compiled: CompiledRule) =>
  compiled.kind === 'compiled' ? compiled.evaluate : () => 'error' as const

function valuesAt(sample: DecisionSample, index: number): Values {
  const values: Values = {}
  for (const [name, column] of Object.entries(sample.numbers)) values[name] = column[index] ?? 0
  for (const [name, column] of Object.entries(sample.words)) values[name] = column[index] ?? ''
  return values
}

/**
 * As the server's policy has it: block > allow > the most severe of watch, score and rules. A score
 * alone asks for a review at most: it declines only what a rule or the watch list asks for too.
 */
function outcomeOf(
  points: number,
  demanded: number,
  listed: DecisionSample['listed'][number],
  { reviewAt, declineAt }: WhatIf,
): Outcome {
  if (listed === 'block') return 'decline'
  if (listed === 'allow') return 'approve'
  const asked = Math.max(listed === 'watch' ? SEVERITY.review : SEVERITY.approve, demanded)
  const isBacked = asked > SEVERITY.approve
  const byScore =
    isBacked && points >= declineAt
      ? SEVERITY.decline
      : points >= reviewAt
        ? SEVERITY.review
        : SEVERITY.approve
  return BY_SEVERITY[Math.max(asked, byScore)] ?? 'decline'
}

function gravity(sample: DecisionSample, after: readonly Outcome[], index: number): number {
  const before = sample.outcomes[index] ?? 'approve'
  const step = Math.abs(SEVERITY[after[index] ?? 'approve'] - SEVERITY[before])
  return step * 1e15 + (sample.decided_at_ms[index] ?? 0)
}

function tally(sample: DecisionSample, outcomes: readonly Outcome[]): Tally {
  const counts = { approve: 0, review: 0, decline: 0 }
  let fraudAlerts = 0
  let genuineAlerts = 0
  let frauds = 0
  outcomes.forEach((outcome, index) => {
    counts[outcome] += 1
    const label = sample.labels[index]
    if (label === 'fraud') frauds += 1
    if (outcome === 'approve') return
    if (label === 'fraud') fraudAlerts += 1
    if (label === 'genuine') genuineAlerts += 1
  })
  const alerts = counts.review + counts.decline
  const hours = hoursOf(sample.decided_at_ms)
  const labelled = fraudAlerts + genuineAlerts
  return {
    ...counts,
    alerts,
    alertsPerHour: hours > 0 ? alerts / hours : null,
    precision: labelled > 0 ? fraudAlerts / labelled : null,
    recall: frauds > 0 ? fraudAlerts / frauds : null,
  }
}

/** Columns are newest first. */
function hoursOf(times: readonly number[]): number {
  return ((times[0] ?? 0) - (times.at(-1) ?? 0)) / HOUR_MS
}
