import { render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { vi } from 'vitest'
import { AppShell } from '@/components/shell/AppShell'
import { Providers } from '@/components/shell/Providers'
import type { ServerMessage } from '@/lib/api/messages'

/** The socket as an idle server has it: it opens and says nothing, unless a test lets it. */
class IdleSocket {
  static readonly OPEN = 1
  static newest: IdleSocket | null = null
  readonly readyState = 1
  onopen: (() => void) | null = null
  onmessage: ((event: { data: string }) => void) | null = null
  constructor() {
    IdleSocket.newest = this
    queueMicrotask(() => this.onopen?.())
  }
  send(): void {}
  close(): void {}
}

export function pushed(message: ServerMessage): void {
  IdleSocket.newest?.onmessage?.({ data: JSON.stringify(message) })
}

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

/** Answers by path below /api; a function sees the request, a Response is given as it is. */
export type Answers = Record<string, object | ((asked: Asked) => object)>

/** A system with these answers; returns every request that changes something. */
export function serve(answers: Answers): Asked[] {
  const changes: Asked[] = []
  vi.stubGlobal('WebSocket', IdleSocket)
  vi.stubGlobal('fetch', async (url: string, init: RequestInit = {}) => {
    if (url.endsWith('/config.json'))
      return Response.json({
        api_url: '/api',
        websocket_url: '/ws',
        environment: 'test',
        sign_in: 'none',
      })
    const path = new URL(url, location.origin).pathname.replace(/^\/api/, '')
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null
    const asked = { method: init.method ?? 'GET', path, body }
    if (asked.method !== 'GET') changes.push(asked)
    const answer =
      answers[`${asked.method} ${path}`] ?? answers[path] ?? problem(404, `No ${path}.`)
    const told = typeof answer === 'function' ? (answer as (asked: Asked) => object)(asked) : answer
    return told instanceof Response ? told.clone() : Response.json(told)
  })
  return changes
}

export const NO_ALERTS = { alerts: [], last_seq: 0, next_before_seq: null }
export const ME = { name: 'ana', role: 'engineer', is_open: false }

export function problem(status: number, detail: string, errors: object[] = []): Response {
  const body = { type: 'about:blank', title: 'Refused', status, detail, errors }
  return Response.json(body, { status })
}

/** The screen within the shell, as a browser has it. */
export function open(screen: ReactNode) {
  return render(
    <Providers>
      <AppShell>{screen}</AppShell>
    </Providers>,
  )
}
