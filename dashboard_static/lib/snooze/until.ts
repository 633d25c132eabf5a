const HOUR_MS = 3_600_000

/** How long something may be silent, in hours, as a person chooses it. */
export const SNOOZE_HOURS = [
  ['1', 'for an hour'],
  ['24', 'for a day'],
  ['168', 'for a week'],
] as const satisfies readonly (readonly [string, string])[]

export const hoursFromNow = (hours: string): string =>
  new Date(Date.now() + Number(hours) * HOUR_MS).toISOString()
