import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '@/lib/api/client'
import type { AlertPage, ClientMessage, ServerMessage, TrafficSecond } from '@/lib/api/messages'
import type { SocketHandlers } from '@/lib/api/socket'
import { FeedConnection } from '@/lib/feed/connection'
import { FeedStore } from '@/lib/feed/feedStore'
import { alert, alerts, alertsFrame, page, past, statsFrame } from '../builders'

class FakeSocket {
  readonly said: ClientMessage[] = []
  isClosed = false
  constructor(readonly handlers: SocketHandlers) {}
  send = (text: string) => void this.said.push(JSON.parse(text) as ClientMessage)
  close = () => void (this.isClosed = true)
  says(message: ServerMessage): void {
    this.handlers.received(JSON.stringify(message))
  }
  get subscriptions() {
    return this.said.flatMap((message) =>
      message.action === 'subscribe' ? [message.after_seq] : [],
    )
  }
}

function startWith(answer: () => Promise<AlertPage>) {
  const sockets: FakeSocket[] = []
  const asked: object[] = []
  const seconds = { asked: 0, told: [] as TrafficSecond[] }
  const schedule = { frame: () => {}, later: () => {}, now: () => 0 }
  const feed = new FeedStore(schedule)
  const connection = new FeedConnection(feed, {
    openSocket: (handlers) => {
      const socket = new FakeSocket(handlers)
      sockets.push(socket)
      return socket
    },
    fetchPage: (wanted) => {
      asked.push(wanted)
      return answer()
    },
    fetchTraffic: () => {
      seconds.asked += 1
      return Promise.resolve({ at: '2026-11-22T18:00:00Z', seconds: seconds.told })
    },
    nowMs: () => Date.now(),
    random: () => 0.5,
  })
  connection.start()
  const newest = () => sockets.at(-1) as FakeSocket
  return { feed, connection, sockets, newest, asked, seconds }
}

async function live(lastSeq = 30) {
  const started = startWith(() => Promise.resolve(page(lastSeq, 5)))
  await vi.advanceTimersByTimeAsync(0)
  started.newest().handlers.opened()
  return started
}

const refusal = (status: number) =>
  new ApiError({ type: 'about:blank', title: 'No', status, detail: 'no', errors: [] })

describe('a connection', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }))
  afterEach(() => void vi.useRealTimers())

  test('loads history, then subscribes after the newest alert', async () => {
    const { connection, newest, asked } = await live(30)
    expect(asked).toEqual([{ limit: 200 }])
    expect(connection.getState().phase).toBe('live')
    expect(newest().subscriptions).toEqual([30])
  })

  test('resumes after the last alert it saw when the socket is lost', async () => {
    const { feed, connection, newest, sockets } = await live(30)
    newest().says(alertsFrame(30, 33))
    newest().handlers.closed(1006)
    expect(connection.getState()).toMatchObject({ phase: 'reconnecting', attempt: 1 })
    await vi.advanceTimersByTimeAsync(400)
    newest().handlers.opened()
    expect(sockets).toHaveLength(2)
    expect(newest().subscriptions).toEqual([33])
    newest().says(alertsFrame(33, 53))
    expect(feed.missed).toBe(0)
    expect(feed.ring.newest(0)?.seq).toBe(53)
    expect(connection.getState()).toMatchObject({ phase: 'live', attempt: 0 })
  })

  test('asks for the seconds before it came, and once more when the first is told live', async () => {
    const { feed, newest, seconds } = await live(30)
    expect(seconds.asked).toBe(1)
    seconds.told = [past(99), past(100)]
    newest().says(statsFrame(101, 30))
    newest().says(statsFrame(102, 30))
    await vi.advanceTimersByTimeAsync(0)
    expect(seconds.asked).toBe(2)
    expect(feed.series.values(({ decisions }) => decisions, 5)).toEqual([null, 7, 7, 80, 80])
  })

  test('asks for the seconds it missed while it was cut off', async () => {
    const { feed, newest, seconds } = await live(30)
    newest().says(statsFrame(101, 30))
    newest().handlers.closed(1006)
    await vi.advanceTimersByTimeAsync(400)
    newest().handlers.opened()
    seconds.told = [past(101), past(102), past(103)]
    newest().says(statsFrame(104, 30))
    await vi.advanceTimersByTimeAsync(0)
    expect(feed.series.values(({ decisions }) => decisions, 4)).toEqual([80, 7, 7, 80])
  })

  test('subscribes again when a frame shows a gap, once per two seconds', async () => {
    const { feed, newest } = await live(30)
    await vi.advanceTimersByTimeAsync(2_500)
    newest().says(alertsFrame(40, 41))
    newest().says(alertsFrame(41, 42))
    expect(newest().subscriptions).toEqual([30, 30])
    expect(feed.missed).toBe(12)
    newest().says(alertsFrame(30, 42))
    expect(feed.missed).toBe(0)
  })

  test('reads the archive for what has left the stream', async () => {
    const { feed, newest, asked } = await live(30)
    newest().says({ type: 'gap', after_seq: 30, first_seq: 36 })
    await vi.advanceTimersByTimeAsync(0)
    expect(asked.at(-1)).toEqual({ limit: 500, before_seq: 36, after_seq: 30 })
    expect(feed.lostFromStream).toBe(5)
  })

  test('fills the hole with what the archive has', async () => {
    let answers = page(30, 5)
    const { feed, newest } = startWith(() => Promise.resolve(answers))
    await vi.advanceTimersByTimeAsync(0)
    newest().handlers.opened()
    answers = { alerts: alerts(31, 35).reverse(), last_seq: 40, next_before_seq: null }
    newest().says({ type: 'gap', after_seq: 30, first_seq: 36 })
    expect(feed.missed).toBe(5)
    await vi.advanceTimersByTimeAsync(0)
    expect(feed.missed).toBe(0)
  })

  test('is dead after 15 s of silence', async () => {
    const { connection, newest } = await live()
    const first = newest()
    await vi.advanceTimersByTimeAsync(14_000)
    expect(connection.getState().phase).toBe('live')
    await vi.advanceTimersByTimeAsync(1_200)
    expect(first.isClosed).toBe(true)
    expect(connection.getState().phase).toBe('reconnecting')
  })

  test('is dead where only pings are answered and no relay is heard', async () => {
    const { connection, newest } = await live()
    const first = newest()
    for (let second = 0; second < 14; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000)
      first.says({ type: 'pong', sent_at_ms: Date.now(), server_at: new Date().toISOString() })
    }
    expect(connection.getState().phase).toBe('live')
    await vi.advanceTimersByTimeAsync(1_200)
    expect(first.isClosed).toBe(true)
    expect(connection.getState().phase).toBe('reconnecting')
  })

  test('lives on as long as statistics come', async () => {
    const { connection, newest } = await live()
    for (let second = 0; second < 40; second += 1) {
      await vi.advanceTimersByTimeAsync(1_000)
      newest().says(statsFrame(second, 30))
    }
    expect(connection.getState().phase).toBe('live')
    expect(newest().said.filter(({ action }) => action === 'ping').length).toBeGreaterThan(6)
  })

  test('tells the round trip from a pong', async () => {
    const { connection, newest } = await live()
    const sentAtMs = Date.now()
    await vi.advanceTimersByTimeAsync(38)
    newest().says({ type: 'pong', sent_at_ms: sentAtMs, server_at: new Date().toISOString() })
    expect(connection.getState().roundTripMs).toBe(38)
  })

  test("says nothing of a delay before the clocks were compared, and then by the server's", async () => {
    const { connection, newest } = await live(30)
    await vi.advanceTimersByTimeAsync(2_000)
    newest().says(alertsFrame(30, 31))
    newest().says(statsFrame(1, 31))
    expect(connection.getState().alertMs).toBeNull()
    const serverAt = (ms: number) => new Date(Date.now() + 600_000 + ms).toISOString()
    newest().says({ type: 'pong', sent_at_ms: Date.now(), server_at: serverAt(0) })
    newest().says({
      type: 'alerts',
      after_seq: 31,
      last_seq: 32,
      alerts: [alert(32, { raised_at: serverAt(-40) })],
      sent_at: serverAt(0),
    })
    newest().says(statsFrame(2, 32))
    expect(connection.getState()).toMatchObject({ skewMs: 600_000, alertMs: 40 })
  })

  test('shows why history could not be loaded, and tries again', async () => {
    let isFailing = true
    const { connection } = startWith(() =>
      isFailing ? Promise.reject(refusal(503)) : Promise.resolve(page(3, 3)),
    )
    await vi.advanceTimersByTimeAsync(0)
    expect(connection.getState()).toMatchObject({
      phase: 'reconnecting',
      problem: { status: 503 },
    })
    isFailing = false
    await vi.advanceTimersByTimeAsync(1_000)
    expect(connection.getState()).toMatchObject({ phase: 'reconnecting', attempt: 1 })
  })

  test('stops at a 401', async () => {
    const { connection, sockets } = startWith(() => Promise.reject(refusal(401)))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(connection.getState().phase).toBe('unauthorised')
    expect(sockets).toHaveLength(0)
  })

  test('stops when the socket is closed as not signed in', async () => {
    const { connection, newest } = await live()
    newest().handlers.closed(4401)
    expect(connection.getState().phase).toBe('unauthorised')
  })
})
