import type { StatsFrame } from '@/lib/api/messages'

/** The last `length` seconds of the system, one StatsFrame each; seconds we missed are absent. */
export class SecondsSeries {
  private readonly frames = new Map<number, StatsFrame>()
  private newestSecond = 0

  constructor(readonly length: number) {}

  get latest(): StatsFrame | undefined {
    return this.frames.get(this.newestSecond)
  }

  push(frame: StatsFrame): void {
    this.frames.set(frame.second, frame)
    this.newestSecond = Math.max(this.newestSecond, frame.second)
    for (const second of this.frames.keys())
      if (second <= this.newestSecond - this.length) this.frames.delete(second)
  }

  /** The newest `length` seconds, oldest first. */
  seconds(length = this.length): number[] {
    return Array.from({ length }, (_, index) => this.newestSecond - length + 1 + index)
  }

  /** One number per second of `seconds`; null where no frame came, so that a chart shows a hole. */
  values(read: (frame: StatsFrame) => number, length = this.length): (number | null)[] {
    return this.seconds(length).map((second) => {
      const frame = this.frames.get(second)
      return frame ? read(frame) : null
    })
  }

  sum(read: (frame: StatsFrame) => number, length: number): number {
    return this.values(read, length).reduce<number>((total, value) => total + (value ?? 0), 0)
  }

  clear(): void {
    this.frames.clear()
    this.newestSecond = 0
  }
}
