import { configure, render } from '@testing-library/react'
import type { ReactNode } from 'react'
import { vi } from 'vitest'
import { AppShell } from '@/components/shell/AppShell'
import { Providers } from '@/components/shell/Providers'
import { page } from './builders'

// A whole screen with its shell takes a second to stand on a busy machine.
configure({ asyncUtilTimeout: 8_000 })

class SilentWebSocket {
  static readonly OPEN = 1
  readonly readyState = 1
  send(): void {}
  close(): void {}
}

export type Answers = (path: string, query: URLSearchParams) => unknown

/** The API as far as one screen asks it; what it does not know answers 503. */
export function standIn(answers: Answers): { readonly asked: string[] } {
  const asked: string[] = []
  HTMLElement.prototype.scrollIntoView = () => undefined
  vi.stubGlobal('WebSocket', SilentWebSocket)
  vi.stubGlobal('fetch', (address: string) => {
    if (address.endsWith('/config.json')) return Promise.resolve(Response.json(CONFIG))
    const url = new URL(address, 'http://test')
    const path = url.pathname.replace(/^\/api/, '')
    const shell = SHELL[path]
    if (shell !== undefined) return Promise.resolve(Response.json(shell))
    asked.push(path + url.search)
    const body = answers(path, url.searchParams)
    return Promise.resolve(
      body === undefined ? Response.json(AWAY, { status: 503 }) : Response.json(body),
    )
  })
  return { asked }
}

export function show(screen: ReactNode) {
  return render(
    <Providers>
      <AppShell>{screen}</AppShell>
    </Providers>,
  )
}

/** What surrounds every screen asks for. */
const SHELL: Readonly<Record<string, unknown>> = {
  '/me': { name: 'ana', role: 'analyst', is_open: true },
  '/alerts': page(0),
  '/traffic': { at: '2026-11-22T18:00:00Z', seconds: [] },
  '/cases': {
    cases: [],
    counts: { open: 0, investigating: 0, closed: 0, overdue: 0 },
    next_cursor: null,
  },
}

const CONFIG = { api_url: '/api', websocket_url: '/ws', environment: 'test', sign_in: 'none' }
const AWAY = {
  type: 'about:blank',
  title: 'Temporarily unavailable',
  status: 503,
  detail: 'Redis: connection refused',
  errors: [],
}
