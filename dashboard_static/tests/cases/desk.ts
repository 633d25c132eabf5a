import type { Case, CaseSummary } from '@/lib/api/messages'
import { alert, decision, page } from '../builders'

export function aCase(number: number, change: Partial<Case> = {}): Case {
  const one = alert(number, { score: 0.9 })
  return {
    case_id: `case-${number}`,
    version: 1,
    status: 'open',
    headline: `Headline ${number}`,
    score: 0.9,
    risk_level: 4,
    anchors: [
      { type: 'user', id: one.user_id },
      { type: 'device', id: one.device_id },
    ],
    reason_codes: ['high_velocity'],
    exposure: { USD: 1250, EUR: 300 },
    alert_count: 1,
    labels: {},
    opened_at: '2026-11-22T18:00:00Z',
    updated_at: '2026-11-22T18:00:00Z',
    due_at: '2099-11-22T19:00:00Z',
    assignee: null,
    hold: null,
    escalation: null,
    closing: null,
    alerts: [{ alert: one, label: null }],
    activity: [
      { at: '2026-11-22T18:00:00Z', person: null, action: 'opened', detail: one.headline },
    ],
    undoable: null,
    ...change,
  }
}

/** The API as far as a queue sees it: cases that are taken, labelled and closed. */
export class Desk {
  readonly asked: string[] = []
  around = AROUND
  role = 'analyst'
  cases: Case[] = [aCase(1), aCase(2)]
  refuses: { status: number; title: string; detail: string } | null = null

  answer(method: string, path: string, body: unknown): { status: number; body: unknown } {
    if (method !== 'GET') this.asked.push(`${method} ${path}`)
    if (path === '/me') return ok({ name: 'ana', role: this.role, is_open: false })
    if (path === '/rules') return ok({ published: { rules: [{ code: 'high_velocity' }] } })
    if (path.startsWith('/alerts')) return ok(page(0))
    if (path.startsWith('/transactions/')) return ok(decision())
    if (path.startsWith('/entities/user/user-1/graph')) return this.around
    if (path === '/cases/next') return ok({ case: this.next() })
    if (path.startsWith('/cases?')) return this.list()
    const [, id, verb] = /^\/cases\/([^/]+)(?:\/(.+))?$/.exec(path) ?? []
    if (verb && this.refuses)
      return { status: this.refuses.status, body: { ...this.refuses, errors: [] } }
    const found = this.cases.find(({ case_id }) => case_id === id)
    if (!found)
      return { status: 404, body: { status: 404, title: 'Unknown', detail: path, errors: [] } }
    if (verb) this.change(found, verb, body)
    return ok(this.cases.find(({ case_id }) => case_id === id))
  }

  private list() {
    const active = this.cases.filter(({ status }) => status !== 'closed')
    const counts = { open: active.length, investigating: 0, closed: 0, overdue: 0 }
    return ok({ cases: active satisfies CaseSummary[], counts, next_cursor: null })
  }

  private next(): Case | null {
    const free = this.cases.find(({ hold, status }) => !hold && status !== 'closed')
    if (free) this.change(free, 'take', {})
    return this.cases.find(({ case_id }) => case_id === free?.case_id) ?? null
  }

  private change(found: Case, verb: string, body: unknown) {
    const { label } = (body ?? {}) as { label?: 'fraud' }
    const changed: Record<string, Partial<Case>> = {
      take: { hold: { person: 'ana', until: '2099-01-01T00:00:00Z' }, status: 'investigating' },
      label: { labels: { [label ?? '']: 1 } },
      close: { status: 'closed', hold: null },
      release: { hold: null, status: 'open' },
      undo: { labels: {} },
    }
    const after = { ...found, ...changed[verb], version: found.version + 1 }
    this.cases = this.cases.map((each) => (each === found ? after : each))
  }
}

const node = (entity: string, entity_id: string) => ({
  entity,
  entity_id,
  score: 0.9,
  users: null,
  is_fraud: false,
  is_weakest_link: false,
  roles: [],
  ring_id: null,
})
const AROUND = {
  status: 200,
  body: {
    nodes: [node('user', 'user-1'), node('device', 'device-1'), node('user', 'user-2')],
    edges: [
      { source: 0, target: 1, first_seen_at: '', last_seen_at: '' },
      { source: 2, target: 1, first_seen_at: '', last_seen_at: '' },
    ],
    total_nodes: 3,
    truncated: false,
  } as object,
}
const ok = (body: unknown) => ({ status: 200, body })
