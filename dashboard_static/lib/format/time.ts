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
