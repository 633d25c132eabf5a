/**
 * Which alerts have been seen, from sequence numbers alone (alerts are numbered 1, 2, 3, …).
 *
 * `holes` are alerts that left the stream before this page saw them; the archive may fill them.
 * `announced` is the highest number the server has spoken of. Missed = holes + not yet caught up.
 */
export class SequenceLedger {
  last: number | null = null
  private announced = 0
  private announcedBefore = 0
  private readonly holes: { from: number; to: number; filled: number }[] = []

  /** Start here: nothing at or below `seq` is owed to this page. */
  begin(seq: number): void {
    this.last = seq
    this.announced = this.announcedBefore = seq
    this.holes.length = 0
  }

  isBehind(afterSeq: number): boolean {
    return this.last !== null && afterSeq > this.last
  }

  isNew(seq: number): boolean {
    return this.last === null || seq > this.last
  }

  advance(seq: number): void {
    this.last = Math.max(this.last ?? 0, seq)
    this.announced = Math.max(this.announced, seq)
  }

  announce(seq: number): void {
    this.announced = Math.max(this.announced, seq)
  }

  /** A statistic may overtake the frame it counts, so it is believed only at the second telling. */
  announceLoosely(seq: number): void {
    this.announce(this.announcedBefore)
    this.announcedBefore = seq
  }

  /** Alerts strictly between the two have left the stream; returns how many this page lacks. */
  lose(afterSeq: number, firstSeq: number): { from: number; to: number; count: number } {
    const from = Math.max(afterSeq, this.last ?? afterSeq) + 1
    const to = firstSeq - 1
    if (to < from) return { from, to, count: 0 }
    this.holes.push({ from, to, filled: 0 })
    this.advance(to)
    return { from, to, count: to - from + 1 }
  }

  fill(seqs: Iterable<number>): void {
    for (const seq of seqs) {
      const hole = this.holes.find(({ from, to }) => from <= seq && seq <= to)
      if (hole) hole.filled += 1
    }
  }

  get behind(): number {
    return this.last === null ? 0 : Math.max(0, this.announced - this.last)
  }

  get missed(): number {
    const lost = this.holes.reduce((sum, { from, to, filled }) => sum + to - from + 1 - filled, 0)
    return lost + this.behind
  }
}
