import type { StatsFrame, TrafficSecond } from '@/lib/api/messages'

/** A second as it was told live, or afterwards: what both say of it. */
export type Second = Omit<TrafficSecond, 'second'> & Pick<StatsFrame, 'second'>

/** The last `length` seconds of the system; those that nobody told us of are absent. */
export class SecondsSeries {
  private readonly told = new Map<number, Second>()
  private newestSecond = 0
  /** The newest frame of the live feed: it says more than its second. */
  latest: StatsFrame | undefined

  constructor(readonly length: number) {}

  get newest(): Second | undefined {
    return this.told.get(this.newestSecond)
  }

  push(frame: StatsFrame): void {
    if (!this.latest || frame.second >= this.latest.second) this.latest = frame
    this.told.set(frame.second, frame)
    this.keepFrom(frame.second)
  }

  /** What was before we watched, or while we did not; what we were told live stands. */
  fill(seconds: readonly Second[]): void {
    for (const each of seconds) if (!this.told.has(each.second)) this.told.set(each.second, each)
    this.keepFrom(Math.max(0, ...seconds.map(({ second }) => second)))
  }

  /** The newest `length` seconds, oldest first. */
  seconds(length = this.length): number[] {
    return Array.from({ length }, (_, index) => this.newestSecond - length + 1 + index)
  }

  /** One number per second of `seconds`; null where nothing was told, so that a chart shows a hole. */
  values(read: (second: Second) => number, length = this.length): (number | null)[] {
    return this.seconds(length).map((second) => {
      const told = this.told.get(second)
      return told ? read(told) : null
    })
  }

  sum(read: (second: Second) => number, length: number): number {
    return this.values(read, length).reduce<number>((total, value) => total + (value ?? 0), 0)
  }

  clear(): void {
    this.told.clear()
    this.newestSecond = 0
    this.latest = undefined
  }

  private keepFrom(newest: number): void {
    this.newestSecond = Math.max(this.newestSecond, newest)
    for (const second of this.told.keys())
      if (second <= this.newestSecond - this.length) this.told.delete(second)
  }
}
