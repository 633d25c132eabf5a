const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 })
const long = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 })
const telling = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 3 })

export const count = (value: number): string => whole.format(value)
export const quantity = (value: number): string => short.format(value)
export const exact = (value: number): string => long.format(value)

/** Three digits that tell, however small: the edge of a bin is 0.000042, not 0. */
export const significant = (value: number): string => telling.format(value)

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`
}

/** 0.83 ms, 4.2 ms, 46 ms, 6.5 s: two digits that tell below ten, none lost up to a second. */
export function milliseconds(value: number): string {
  if (value >= 1_000) return `${(value / 1_000).toFixed(1)} s`
  const digits = value < 1 ? 2 : value < 10 ? 1 : 0
  return `${value.toFixed(digits)} ms`
}

/** For clocks that are no finer than a millisecond. */
export function wholeMilliseconds(value: number): string {
  return value < 1 ? '< 1 ms' : `${count(value)} ms`
}

/** Ledger points are ten-thousandths of the score; on screen the score runs from 0 to 100. */
export const pointsPerScreenPoint = 100

export function signedPoints(points: number): string {
  const sign = points < 0 ? '−' : '+'
  return `${sign}${(Math.abs(points) / pointsPerScreenPoint).toFixed(2)}`
}

/** A score in [0, 1] as the whole number 0 to 100 that chips show. */
export const scoreOutOf100 = (score: number): number => Math.round(score * 100)

/** "feature_name" as a label; the name itself is kept beside it where it matters. */
export const spelled = (name: string): string => name.replaceAll('_', ' ')
