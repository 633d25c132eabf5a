const clock = new Intl.DateTimeFormat('en-GB', {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})
const full = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
})

/** Local wall clock, 18:58:06. */
export const clockTime = (iso: string): string => clock.format(new Date(iso))

/** 22 Nov 2026, 18:58:06 UTC */
export const fullTime = (iso: string): string => full.format(new Date(iso))

const dated = new Intl.DateTimeFormat('en-GB', {
  day: '2-digit',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const HALF_DAY_MS = 43_200_000

/** 18:58:06 while it is near, 22 Nov, 18:58 beyond half a day: where rows follow close on another. */
export const moment = (iso: string, nowMs: number): string =>
  Math.abs(nowMs - Date.parse(iso)) < HALF_DAY_MS ? clockTime(iso) : dated.format(new Date(iso))

const relative = new Intl.RelativeTimeFormat('en-GB', { style: 'short' })
const STEPS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** 3 min ago, in 2 hr. */
export function relativeTime(iso: string, nowMs: number): string {
  const seconds = (Date.parse(iso) - nowMs) / 1_000
  const step = STEPS.find(([, size]) => Math.abs(seconds) >= size)
  if (!step) return seconds > 0 ? 'in under a minute' : 'just now'
  return relative.format(Math.trunc(seconds / step[1]), step[0])
}

/** 4 s, 12 min, 3 h 5 min, 2 d: how long something took or lasts. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`
  if (seconds < 86_400) {
    const minutes = Math.round((seconds % 3_600) / 60)
    return `${Math.floor(seconds / 3_600)} h${minutes > 0 ? ` ${minutes} min` : ''}`
  }
  return `${Math.round(seconds / 86_400)} d`
}
