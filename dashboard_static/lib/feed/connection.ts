import { ApiError, asProblem } from '@/lib/api/client'
import type { ClientMessage, Problem, ServerMessage, Traffic } from '@/lib/api/messages'
import type { Socket, SocketHandlers } from '@/lib/api/socket'
import type { FetchPage } from './archive'
import { fillFromArchive } from './archive'
import { backoffMs } from './backoff'
import type { FeedStore } from './feedStore'
import { SERIES_SECONDS } from './feedStore'
import { LatencyMeter } from './latency'

export type Phase = 'loading' | 'connecting' | 'live' | 'reconnecting' | 'unauthorised' | 'closed'

export interface ConnectionState {
  readonly phase: Phase
  readonly attempt: number
  readonly retryAtMs: number | null
  readonly problem: Problem | null
  readonly roundTripMs: number | null
  readonly alertMs: number | null
  /** The server's clock less this machine's. */
  readonly skewMs: number
}

export interface Surroundings {
  openSocket(handlers: SocketHandlers): Socket
  fetchPage: FetchPage
  fetchTraffic(seconds: number): Promise<Traffic>
  nowMs(): number
  random(): number
}

export const HISTORY_LIMIT = 200
const PING_MS = 5_000
const SILENCE_MS = 15_000
const RESUBSCRIBE_MS = 2_000
const POLICY_VIOLATION = 1008
const UNAUTHORISED = 4401

/**
 * Keeps the feed fed: history first, then the socket from the last alert seen, again and again.
 *
 * loading → connecting → live → reconnecting → live …; `unauthorised` and `closed` are final.
 */
export class FeedConnection {
  private state: ConnectionState = {
    phase: 'loading',
    attempt: 0,
    retryAtMs: null,
    problem: null,
    roundTripMs: null,
    alertMs: null,
    skewMs: 0,
  }
  private readonly views = new Set<() => void>()
  private readonly latency = new LatencyMeter()
  private socket: Socket | null = null
  private retry: ReturnType<typeof setTimeout> | null = null
  private beat: ReturnType<typeof setInterval> | null = null
  private heardMs = 0
  /** When the relay was last heard, which speaks every second: a pong is not its. */
  private relayedMs = 0
  private subscribedMs = 0
  private isLoading = false
  private hasSeconds = false

  constructor(
    private readonly feed: FeedStore,
    private readonly around: Surroundings,
  ) {}

  subscribe = (view: () => void): (() => void) => {
    this.views.add(view)
    return () => this.views.delete(view)
  }

  getState = (): ConnectionState => this.state

  /** Safe to call again: it also means "retry now". */
  start = (): void => {
    if (this.state.phase === 'closed' || this.socket || this.isLoading) return
    this.stopTimers()
    this.become({ retryAtMs: null })
    if (this.feed.hasHistory) this.connect()
    else void this.loadHistory()
  }

  stop(): void {
    this.become({ phase: 'closed' })
    this.dropSocket()
  }

  private async loadHistory(): Promise<void> {
    this.isLoading = true
    try {
      const page = await this.around.fetchPage({ limit: HISTORY_LIMIT })
      this.isLoading = false
      if (this.state.phase === 'closed') return
      this.feed.loadHistory(page)
      void this.loadTraffic()
      this.connect()
    } catch (error) {
      this.isLoading = false
      this.refused(error)
    }
  }

  private connect(): void {
    if (this.state.attempt === 0) this.become({ phase: 'connecting', problem: null })
    this.relayedMs = this.heardMs = this.around.nowMs()
    this.beat = setInterval(() => this.keepAlive(), PING_MS)
    this.socket = this.around.openSocket({
      opened: () => this.opened(),
      received: (text) => this.received(text),
      closed: (code) => this.lost(code),
    })
  }

  private opened(): void {
    this.become({ phase: 'live', problem: null, retryAtMs: null })
    this.askForRest()
    this.ping()
    this.hasSeconds = false
  }

  /** The seconds that nobody told us live. A chart with a hole hurts nobody. */
  private async loadTraffic(): Promise<void> {
    const traffic = await this.around.fetchTraffic(SERIES_SECONDS).catch(() => null)
    if (traffic && this.state.phase !== 'closed') this.feed.loadTraffic(traffic)
  }

  private received(text: string): void {
    this.heardMs = this.around.nowMs()
    // Only now: a server that accepts and hangs up at once must still be met with longer pauses.
    if (this.state.attempt > 0) this.become({ attempt: 0 })
    const frame = JSON.parse(text) as ServerMessage
    if (frame.type !== 'pong') this.relayedMs = this.heardMs
    if (frame.type === 'alerts') this.receivedAlerts(frame)
    else if (frame.type === 'stats') this.receivedStats(frame)
    else if (frame.type === 'gap') this.readArchive(this.feed.applyGap(frame))
    else if (frame.type === 'pong') this.receivedPong(frame)
    else if (frame.type === 'error') this.become({ problem: frame.problem })
  }

  private receivedAlerts(frame: Extract<ServerMessage, { type: 'alerts' }>): void {
    const isCatchUp = this.feed.sequence.behind > 0 || this.heardMs - this.subscribedMs < 1_000
    this.follow(this.feed.applyAlerts(frame))
    const newest = frame.alerts.at(-1)
    if (!newest || isCatchUp) return
    this.latency.arrived(newest, this.heardMs)
  }

  private receivedStats(frame: Extract<ServerMessage, { type: 'stats' }>): void {
    // Once a second is often enough to read a latency, and frames may come twenty times as often.
    this.become({ alertMs: this.latency.alertMs })
    // From here on seconds come by themselves: what was before, since we came or were cut off, is asked.
    if (!this.hasSeconds) void this.loadTraffic()
    this.hasSeconds = true
    this.follow(this.feed.applyStats(frame))
  }

  private receivedPong(frame: Extract<ServerMessage, { type: 'pong' }>): void {
    this.latency.pong(frame, this.heardMs)
    this.become({ roundTripMs: this.latency.roundTripMs, skewMs: this.latency.skewMs })
    if (!this.latency.isSettled) this.ping()
  }

  private follow(applied: ReturnType<FeedStore['applyStats']>): void {
    // While the answer to one subscription is under way, later frames show the same gap.
    const isWaiting = this.heardMs - this.subscribedMs < RESUBSCRIBE_MS
    if (applied === 'gap' && !isWaiting) this.askForRest()
    if (applied === 'restarted') this.startOver()
  }

  private startOver(): void {
    this.dropSocket()
    this.feed.reset()
    this.become({ phase: 'loading' })
    this.start()
  }

  private readArchive(hole: { from: number; to: number; count: number }): void {
    if (hole.count > 0) void fillFromArchive(this.feed, this.around.fetchPage, hole)
  }

  private askForRest(): void {
    this.subscribedMs = this.around.nowMs()
    this.say({ action: 'subscribe', after_seq: this.feed.sequence.last })
  }

  private ping(): void {
    this.say({ action: 'ping', sent_at_ms: this.around.nowMs() })
  }

  private say(message: ClientMessage): void {
    this.socket?.send(JSON.stringify(message))
  }

  private keepAlive(): void {
    if (this.around.nowMs() - this.relayedMs >= SILENCE_MS) this.lost(0)
    else if (this.state.phase === 'live') this.ping()
  }

  private lost(code: number): void {
    this.dropSocket()
    if (this.state.phase === 'closed') return
    if (code === UNAUTHORISED || code === POLICY_VIOLATION) this.become({ phase: 'unauthorised' })
    else if (this.state.attempt > 0) void this.probe()
    else this.retryLater()
  }

  /** A browser hides why a socket was refused; asking the API by fetch tells. */
  private async probe(): Promise<void> {
    try {
      await this.around.fetchPage({ limit: 1 })
      this.retryLater()
    } catch (error) {
      this.refused(error)
    }
  }

  private refused(error: unknown): void {
    if (this.state.phase === 'closed') return
    if (error instanceof ApiError && error.problem.status === 401)
      this.become({ phase: 'unauthorised', problem: error.problem })
    else this.retryLater(asProblem(error))
  }

  private retryLater(problem: Problem | null = this.state.problem): void {
    if (this.socket) return // "retry now" was quicker than this answer
    const delayMs = backoffMs(this.state.attempt, this.around.random())
    this.retry = setTimeout(this.start, delayMs)
    const retryAtMs = this.around.nowMs() + delayMs
    this.become({ phase: 'reconnecting', attempt: this.state.attempt + 1, retryAtMs, problem })
  }

  private dropSocket(): void {
    this.stopTimers()
    this.socket?.close()
    this.socket = null
  }

  private stopTimers(): void {
    if (this.retry) clearTimeout(this.retry)
    if (this.beat) clearInterval(this.beat)
    this.retry = this.beat = null
  }

  private become(change: Partial<ConnectionState>): void {
    this.state = { ...this.state, ...change }
    for (const view of this.views) view()
  }
}
