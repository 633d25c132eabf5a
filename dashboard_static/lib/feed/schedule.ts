import type { Schedule } from './feedStore'

export const browserSchedule: Schedule = {
  frame: (run) => void requestAnimationFrame(run),
  later: (run, delayMs) => void setTimeout(run, delayMs),
  now: () => performance.now(),
}
