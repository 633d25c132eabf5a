import type { Alert, PongFrame } from '@/lib/api/messages'

/** Round trips and the server's clock, so that a wrong clock here does not invent a delay. */
export class LatencyMeter {
  roundTripMs: number | null = null
  /** From `raised_at` to this page, the newest alert that came live. */
  alertMs: number | null = null
  private skewMs = 0

  pong(frame: PongFrame, nowMs: number): void {
    if (frame.sent_at_ms === null) return
    this.roundTripMs = Math.max(0, nowMs - frame.sent_at_ms)
    // The server's clock was read about half a round trip ago (Cristian's algorithm).
    this.skewMs = Date.parse(frame.server_at) + this.roundTripMs / 2 - nowMs
  }

  arrived(alert: Alert, nowMs: number): void {
    this.alertMs = Math.max(0, nowMs + this.skewMs - Date.parse(alert.raised_at))
  }
}
