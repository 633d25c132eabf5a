import type { PongFrame } from '@/lib/api/messages'
import type { AnyAlert } from './anyAlert'

/** Round trips and the server's clock, so that a wrong clock here does not invent a delay. */
export class LatencyMeter {
  private readonly roundTrips: number[] = []
  private readonly alerts: number[] = []
  /** What to add to this machine's clock to have the server's. */
  skewMs = 0

  get roundTripMs(): number | null {
    return median(this.roundTrips)
  }

  /** The first round trip competes with the page's own start: one is not enough. */
  get isSettled(): boolean {
    return this.roundTrips.length >= 3
  }

  /** From `raised_at` to this page, of the newest alerts that came live. */
  get alertMs(): number | null {
    return median(this.alerts)
  }

  pong(frame: PongFrame, nowMs: number): void {
    if (frame.sent_at_ms === null) return
    const roundTripMs = Math.max(0, nowMs - frame.sent_at_ms)
    remember(this.roundTrips, roundTripMs)
    // The server's clock was read about half a round trip ago (Cristian's algorithm).
    this.skewMs = Date.parse(frame.server_at) + roundTripMs / 2 - nowMs
  }

  /** Before the first round trip the clocks are not compared, so nothing can be said of a delay. */
  arrived(alert: AnyAlert, nowMs: number): void {
    if (this.roundTrips.length === 0) return
    remember(this.alerts, Math.max(0, nowMs + this.skewMs - Date.parse(alert.raised_at)))
  }
}

/** Few enough to follow a change, enough that one slow second is not the whole truth. */
const REMEMBERED = 7

function remember(values: number[], value: number): void {
  values.push(value)
  if (values.length > REMEMBERED) values.shift()
}

function median(values: readonly number[]): number | null {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? null
}
