import type { CsvValue } from './csv'

export interface Sort {
  readonly by: string
  readonly isDescending: boolean
}

interface Sortable<Row> {
  readonly name: string
  value?(row: Row): CsvValue
}

/** Largest first, then smallest first, then the order it came in. */
export function nextSort(sort: Sort | null, by: string): Sort | null {
  if (sort?.by !== by) return { by, isDescending: true }
  return sort.isDescending ? { by, isDescending: false } : null
}

export function sorted<Row>(
  rows: readonly Row[],
  columns: readonly Sortable<Row>[],
  sort: Sort | null,
): readonly Row[] {
  const value = columns.find(({ name }) => name === sort?.by)?.value
  if (!sort || !value) return rows
  const sign = sort.isDescending ? -1 : 1
  return [...rows].sort((a, b) => sign * compare(value(a), value(b)))
}

/** What is unknown comes last when the largest come first. */
function compare(a: CsvValue, b: CsvValue): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (a == null || b == null) return Number(a != null) - Number(b != null)
  return String(a).localeCompare(String(b))
}
