import type { FlowMoment, FlowPage } from '@/lib/api/messages'

/** Minutes between ticks, by which clocks are read. */
const STEPS_MIN = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1_440]

export interface Tick {
  readonly at: string
  readonly place: number
}

/** At most `most` ticks, at round times of the reader's clock; days are told off from the first. */
export function ticksOf(
  moments: readonly FlowMoment[],
  bucket: FlowPage['bucket'],
  most: number,
): readonly Tick[] {
  const all = moments.map(({ at }, place) => ({ at, place }))
  const everyNth = (step: number) => all.filter(({ place }) => place % step === 0)
  if (bucket === 'day') return everyNth(Math.max(1, Math.ceil(all.length / most)))
  const round = STEPS_MIN.map((step) => all.filter(({ at }) => minuteOf(at) % step === 0))
  return round.find((ticks) => ticks.length > 0 && ticks.length <= most) ?? everyNth(all.length)
}

function minuteOf(iso: string): number {
  const at = new Date(iso)
  return at.getHours() * 60 + at.getMinutes()
}
