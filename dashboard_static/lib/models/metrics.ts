/** What a manifest measures, in the order an analyst asks: `later_auc` is `auc` on the sample `later`. */
export const METRICS = [
  ['rows', 'Transactions'],
  ['frauds', 'Frauds'],
  ['auc', 'ROC AUC'],
  ['average_precision', 'Average precision'],
  ['precision_at_1pct', 'Precision in the top 1%'],
  ['recall_at_1pct', 'Recall in the top 1%'],
  ['recall_at_half', 'Recall at score 50'],
  ['false_reviews_at_half', 'Genuine above score 50'],
  ['log_loss', 'Log loss'],
] as const

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
