/**
 * A stand-in for the whole of Ringfence, for work on the dashboard: serves out/ with its policy, the
 * read API and the live feed, with invented traffic.
 *
 *   npm run mock -- [--port 4173] [--rate 6] [--steady] [--history 180] [--empty] [--token secret]
 *
 * The rate rises and falls by a third, as traffic does; --steady holds it.
 *
 * For tests and screenshots: POST /mock {"rate": n, "burst": n, "offline_ms": n, "fail": true,
 * "skip": n, "trim": n}. `skip` numbers alerts without sending them, as a lossy relay would; `trim`
 * makes the stream forget all but the newest n, so that a return is answered with a gap frame.
 */
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { WebSocketServer } from 'ws'
import { answerOf } from './mock-answers.mjs'
import { Traffic } from './mock-traffic.mjs'

const OUT = fileURLToPath(new URL('../out', import.meta.url))
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.txt': 'text/plain',
  '.json': 'application/json', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' }

export async function startMock({ port = 0, rate = 6, isSteady = false, history = 180, isEmpty = false, token = null } = {}) {
  const traffic = new Traffic()
  const mock = { rate: isEmpty ? 0 : rate, fail: false, skip: 0, streamFrom: 0, isOffline: false }
  const began = Date.now()
  if (!isEmpty)
    for (let index = 0; index < history; index += 1)
      traffic.raiseAlert(began - (history - index) * 900 - traffic.random() * 600)

  const sockets = new Set()
  let decisionsTotal = isEmpty ? 0 : 128_412
  const server = createServer((request, response) => void answer(request, response))
  const live = new WebSocketServer({ server, path: '/ws' })
  live.on('connection', (socket, request) => {
    const given = new URL(request.url, 'http://mock').searchParams.get('token')
    if (token !== null && given !== token) return socket.close(4401)
    if (mock.isOffline) return socket.terminate()
    socket.on('message', (text) => heard(socket, JSON.parse(text)))
    socket.on('close', () => sockets.delete(socket))
  })

  function heard(socket, message) {
    const now = new Date().toISOString()
    if (message.action === 'ping')
      return send(socket, { type: 'pong', sent_at_ms: message.sent_at_ms, server_at: now })
    let after = message.after_seq ?? traffic.alerts.length
    if (after < mock.streamFrom) {
      send(socket, { type: 'gap', after_seq: after, first_seq: mock.streamFrom + 1 })
      after = mock.streamFrom
    }
    if (after < traffic.alerts.length) send(socket, frame(after))
    sockets.add(socket)
  }

  function frame(after) {
    const alerts = traffic.alerts.slice(after)
    return { type: 'alerts', after_seq: after, last_seq: traffic.alerts.length, alerts,
      sent_at: new Date().toISOString() }
  }

  const second = { decisions: 0, alerts: 0, declines: 0 }
  function raise(count) {
    const after = traffic.alerts.length
    for (let index = 0; index < count; index += 1) {
      const alert = traffic.raiseAlert()
      second.alerts += 1
      second.declines += alert.outcome === 'decline' ? 1 : 0
    }
    if (mock.skip > 0) return void (mock.skip = Math.max(0, mock.skip - count))
    if (count > 0) for (const socket of sockets) send(socket, frame(after))
  }

  let owed = 0, paidAt = performance.now()
  const ticks = setInterval(() => {
    const wave = isSteady ? 1 : 1 + 0.35 * Math.sin(Date.now() / 21_000) + (traffic.random() - 0.5) * 0.5
    const now = performance.now()
    owed += mock.rate * wave * Math.min(now - paidAt, 1_000) / 1_000 // By the clock: a tick may come late.
    paidAt = now
    const count = Math.floor(owed)
    owed -= count
    if (count > 0) raise(count)
  }, 50)
  const seconds = setInterval(() => tell(Math.floor(Date.now() / 1000)), 1000)

  function tell(at) {
    const decisions = Math.round(mock.rate * 13.7 * (1 + (traffic.random() - 0.5) * 0.12))
    decisionsTotal += decisions
    const stats = statsFrame(at, { ...second, decisions })
    Object.assign(second, { decisions: 0, alerts: 0, declines: 0 })
    for (const socket of sockets) send(socket, stats)
  }

  function statsFrame(at, counts) {
    return { type: 'stats', second: at, ...counts, decision_ms_max: counts.decisions ? traffic.between(14, 46) : 0,
      decisions_total: decisionsTotal, alerts_total: traffic.alerts.length, last_seq: traffic.alerts.length,
      watchers: sockets.size, sent_at: new Date().toISOString() }
  }

  async function answer(request, response) {
    const url = new URL(request.url, 'http://mock')
    if (url.pathname === '/mock') return command(request, response)
    if (mock.isOffline && url.pathname.startsWith('/api/')) return request.socket.destroy()
    if (url.pathname.startsWith('/api/')) return api(request, response, url)
    return file(response, url.pathname)
  }

  async function api(request, response, url) {
    if (token !== null && request.headers.authorization !== `Bearer ${token}`)
      return problem(response, 401, 'Not signed in', 'A valid access token is needed.')
    if (url.pathname === '/api/health') return json(response, 200, health())
    if (mock.fail) return problem(response, 503, 'Archive unavailable', 'The alert archive did not answer in 2 s.')
    if (url.pathname === '/api/alerts') return json(response, 200, page(url.searchParams))
    if (url.pathname === '/api/traffic') return json(response, 200, past(Number(url.searchParams.get('seconds') ?? 180)))
    const body = request.method === 'GET' ? null : await bodyOf(request)
    const answer = answerOf({ method: request.method, url, body, traffic, isEmpty })
    if (answer) return json(response, answer.status, answer.body)
    const id = decodeURIComponent(url.pathname.replace('/api/transactions/', ''))
    if (id.startsWith('pending')) return json(response, 200, { transaction_id: id, status: 'pending' })
    const decision = traffic.decisions.get(id)
    if (decision) return json(response, 200, decision)
    return problem(response, 404, 'Unknown transaction', `No transaction has the id ${id}.`)
  }

  function health() {
    const component = (detail) => ({ status: 'up', detail, latency_ms: 1.2 })
    return { status: 'up', version: '0.1.0', components: { queue: component('accepting'), store: component('answers'), graph: component('answers') } }
  }

  function page(asked) {
    const limit = Number(asked.get('limit') ?? 100)
    const before = Number(asked.get('before_seq') ?? traffic.alerts.length + 1)
    const after = Number(asked.get('after_seq') ?? 0)
    const newestFirst = traffic.alerts.slice(after, before - 1).reverse()
    const alerts = newestFirst.slice(0, limit)
    const next = newestFirst.length > limit ? alerts.at(-1).seq : null
    return { alerts, last_seq: traffic.alerts.length, next_before_seq: next }
  }

  /** The seconds before anybody watched, as calm as those that follow. */
  function past(length) {
    const now = Math.floor(Date.now() / 1000)
    const calm = (at) => ({ second: at, decisions: Math.round(mock.rate * 13.7 * (1 + 0.1 * Math.sin(at / 9))),
      alerts: Math.round(mock.rate * (1 + 0.3 * Math.sin(at / 5))), declines: at % 3 === 0 ? 1 : 0, decision_ms_max: 20 })
    const idle = (at) => ({ second: at, decisions: 0, alerts: 0, declines: 0, decision_ms_max: 0 })
    const seconds = Array.from({ length }, (_, index) => now - length + index)
    return { at: new Date().toISOString(), seconds: seconds.map(isEmpty ? idle : calm) }
  }

  async function command(request, response) {
    const asked = await bodyOf(request)
    for (const name of ['rate', 'fail', 'skip']) if (name in asked) mock[name] = asked[name]
    if (asked.offline_ms) goOffline(asked.offline_ms)
    if (asked.burst) raise(asked.burst)
    if ('trim' in asked) mock.streamFrom = Math.max(0, traffic.alerts.length - asked.trim)
    json(response, 200, { last_seq: traffic.alerts.length })
  }

  function goOffline(forMs) {
    mock.isOffline = true
    for (const socket of live.clients) socket.terminate()
    setTimeout(() => (mock.isOffline = false), forMs)
  }

  async function file(response, pathname) {
    if (pathname === '/config.json')
      return json(response, 200, { api_url: '/api', websocket_url: '/ws', environment: 'demo',
        sign_in: token === null ? 'none' : 'token' })
    const path = pathname.endsWith('/') ? `${pathname}index.html` : pathname
    const found = path.includes('..') ? null : await readFile(OUT + path).catch(() => null)
    const body = found ?? (await readFile(`${OUT}/404.html`))
    const type = found ? (TYPES[extname(path)] ?? 'application/octet-stream') : 'text/html'
    const policy = (await readFile(`${OUT}/csp.txt`, 'utf8')).trim()
    const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' }
    if (type === 'text/html') headers['content-security-policy'] = policy
    response.writeHead(found ? 200 : 404, headers).end(body)
  }

  // A page opened now should have a past to draw.
  live.on('connection', (socket) => {
    if (isEmpty || token !== null) return
    const now = Math.floor(Date.now() / 1000)
    for (let at = now - 179; at < now; at += 1) {
      const burst = Math.exp(-(((at - now + 70) / 9) ** 2))
      const alerts = Math.round(mock.rate * (0.8 + traffic.random() * 0.5 + burst * 1.8))
      const decisions = Math.round(mock.rate * 13.7 * (0.95 + traffic.random() * 0.1 + burst * 0.3))
      send(socket, statsFrame(at, { decisions, alerts, declines: Math.round(alerts * (0.25 + burst * 0.2)) }))
    }
  })

  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const stop = () => {
    clearInterval(ticks)
    clearInterval(seconds)
    for (const socket of live.clients) socket.terminate()
    return new Promise((resolve) => server.close(resolve))
  }
  return { url: `http://127.0.0.1:${server.address().port}`, traffic, stop }
}

const send = (socket, message) => socket.send(JSON.stringify(message))

async function bodyOf(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString() || '{}')
}

function json(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(JSON.stringify(body))
}

function problem(response, status, title, detail) {
  json(response, status, { type: 'about:blank', title, status, detail, errors: [] }, 'application/problem+json')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { values } = parseArgs({ options: {
    port: { type: 'string', default: '4173' }, rate: { type: 'string', default: '6' },
    history: { type: 'string', default: '180' }, token: { type: 'string' }, empty: { type: 'boolean', default: false },
    steady: { type: 'boolean', default: false },
  } })
  const { url } = await startMock({ port: Number(values.port), rate: Number(values.rate),
    history: Number(values.history), isSteady: values.steady, isEmpty: values.empty, token: values.token ?? null })
  console.log(`Ringfence mock at ${url}`)
}
