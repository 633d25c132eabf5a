import type { AnyAlert } from './anyAlert'

/**
 * The newest alerts in the order of `seq`, at most `capacity`. Lives outside React.
 *
 * Appending is O(1); `merge` (older alerts from the archive) rebuilds and is rare.
 */
export class AlertRing {
  private readonly slots: (AnyAlert | undefined)[]
  private start = 0
  private count = 0

  constructor(readonly capacity: number) {
    this.slots = new Array<AnyAlert | undefined>(capacity)
  }

  get size(): number {
    return this.count
  }

  /** 0 is the newest alert. */
  newest(index: number): AnyAlert | undefined {
    return index < 0 || index >= this.count ? undefined : this.at(this.count - 1 - index)
  }

  append(alert: AnyAlert): void {
    this.slots[(this.start + this.count) % this.capacity] = alert
    if (this.count < this.capacity) this.count += 1
    else this.start = (this.start + 1) % this.capacity
  }

  /** Put alerts of any age in their place; returns how many were not here before. */
  merge(alerts: readonly AnyAlert[]): number {
    const bySeq = new Map<number, AnyAlert>()
    for (let index = 0; index < this.count; index += 1) {
      const alert = this.at(index)
      if (alert) bySeq.set(alert.seq, alert)
    }
    const before = bySeq.size
    for (const alert of alerts) bySeq.set(alert.seq, alert)
    const ordered = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
    this.clear()
    for (const alert of ordered.slice(-this.capacity)) this.append(alert)
    return bySeq.size - before
  }

  clear(): void {
    this.slots.fill(undefined)
    this.start = 0
    this.count = 0
  }

  /** How many alerts have a `seq` above this one: O(log n). */
  countAfter(seq: number): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.at(middle)?.seq ?? 0) > seq) high = middle
      else low = middle + 1
    }
    return this.count - low
  }

  private at(index: number): AnyAlert | undefined {
    return this.slots[(this.start + index) % this.capacity]
  }
}
