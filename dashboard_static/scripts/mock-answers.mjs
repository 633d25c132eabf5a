/**
 * What the mock server answers beyond alerts and decisions: one row a path. A screen adds its own, in
 * a file of its area (`mock-rules.mjs`) once it is more than a line.
 *
 * The key is the path below /api with `*` for an id; the value takes {id, method, query, body,
 * traffic, isEmpty} and returns the body, {status, body}, or null for an unknown id. `isEmpty` is a
 * system to which nothing has happened yet.
 */
import { GOVERNANCE } from './mock-governance.mjs'
import { MODEL_ANSWERS } from './mock-models.mjs'
import { FLOWS } from './mock-flows.mjs'
import { ENTITIES } from './mock-entities.mjs'
import { RING_ANSWERS } from './mock-rings.mjs'
import { RULES } from './mock-rules.mjs'

const ANSWERS = {
  '/me': () => ({ name: 'local', role: 'admin', is_open: true }),
  ...FLOWS,
  ...ENTITIES,
  ...RULES,
  ...RING_ANSWERS,
  ...GOVERNANCE,
  ...MODEL_ANSWERS,
}

/** The answer of the row that matches, or null. */
export function answerOf({ method, url, body, traffic, isEmpty }) {
  const path = url.pathname.replace(/^\/api/, '')
  for (const [pattern, answer] of Object.entries(ANSWERS)) {
    const found = new RegExp(`^${pattern.replaceAll('*', '([^/]+)')}$`).exec(path)
    if (!found) continue
    const id = found[1] === undefined ? null : decodeURIComponent(found[1])
    const told = answer({ id, method, query: url.searchParams, body, traffic, isEmpty })
    if (told === null) return null
    return 'status' in told && 'body' in told ? told : { status: 200, body: told }
  }
  return null
}
