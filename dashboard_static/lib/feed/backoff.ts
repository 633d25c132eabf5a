const FIRST_MS = 500
const LONGEST_MS = 15_000

/**
 * Exponential with jitter in [half, whole]: after an outage the pages do not all come back at once.
 * `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.round(whole / 2 + (whole / 2) * random)
}
