import { count } from '@/lib/format/numbers'

/**
 * What a manifest measures, in the order an analyst asks: `later_auc` is `auc` on the sample
 * `later`. Each with its name and what it says.
 */
export const METRICS = [
  ['rows', 'Transactions', 'How many payments the sample holds.'],
  ['frauds', 'Frauds', 'How many of them are fraud.'],
  [
    'precision_at_1pct',
    'Precision in the top 1%',
    'Of the 1% of payments with the highest scores, the share that is fraud: what a busy team would find.',
  ],
  [
    'recall_at_1pct',
    'Recall in the top 1%',
    'Of all frauds, the share among the 1% of payments with the highest scores.',
  ],
  ['recall_at_half', 'Recall at score 50', 'Of all frauds, the share that scores 50 or more.'],
  [
    'false_reviews_at_half',
    'Genuine above score 50',
    'Of all genuine payments, the share that scores 50 or more: reviews for nothing.',
  ],
  [
    'average_precision',
    'Average precision',
    'Precision over every threshold, weighed by the frauds found; 1 is perfect, the share of frauds is chance.',
  ],
  [
    'auc',
    'ROC AUC',
    'The chance that a fraud scores higher than a genuine payment; 0.5 is chance.',
  ],
  ['log_loss', 'Log loss', 'How far scores lie from the truth as probabilities; lower is better.'],
] as const

/** Samples of the simulator by name: what a column is called, and what it stands for. */
export const SAMPLES: Readonly<Record<string, readonly [title: string, about: string]>> = {
  later: ['Later days', 'same town'],
  other_town: ['Another town', 'never seen'],
  live_attack: ['Attack', 'much fraud'],
  live_black_friday: ['Black Friday', 'little fraud'],
}

export type MetricName = (typeof METRICS)[number][0]

export interface Sample {
  readonly name: string
  readonly metrics: Readonly<Partial<Record<MetricName, number>>>
}

/** The metrics of a manifest by sample; a name that ends in no metric we know is left out. */
export function samplesOf(metrics: Readonly<Record<string, number>>): readonly Sample[] {
  const samples = new Map<string, Partial<Record<MetricName, number>>>()
  for (const [name, value] of Object.entries(metrics)) {
    const metric = METRICS.map(([each]) => each).find((each) => name.endsWith(`_${each}`))
    if (!metric) continue
    const sample = name.slice(0, -metric.length - 1)
    samples.set(sample, { ...samples.get(sample), [metric]: value })
  }
  return [...samples].map(([name, found]) => ({ name, metrics: found }))
}

const WHOLE: readonly MetricName[] = ['rows', 'frauds']
const SHARES: readonly MetricName[] = [
  'precision_at_1pct',
  'recall_at_1pct',
  'recall_at_half',
  'false_reviews_at_half',
]

/** Counts whole, shares in percent, the others as they are quoted. */
export function metricValue(metric: MetricName, value: number | undefined): string {
  if (value === undefined) return '–'
  if (WHOLE.includes(metric)) return count(value)
  if (SHARES.includes(metric)) return `${(100 * value).toFixed(value < 0.01 ? 2 : 1)}%`
  return value.toFixed(metric === 'log_loss' ? 4 : 3)
}
