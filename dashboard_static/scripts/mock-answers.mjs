/**
 * What the mock server answers beyond alerts and decisions: one row a path. A screen adds its own.
 *
 * The key is the path below /api with `*` for an id; the value takes what was asked and returns the
 * body, {status, body}, or null for an unknown id. `isEmpty` is a system to which nothing has happened yet.
 */
const ANSWERS = {}

/** The answer of the row that matches, or null. `asked.id` is what stood where the `*` is. */
export function answerOf(method, url, traffic, isEmpty) {
  const path = url.pathname.replace(/^\/api/, '')
  for (const [pattern, answer] of Object.entries(ANSWERS)) {
    const found = new RegExp(`^${pattern.replaceAll('*', '([^/]+)')}$`).exec(path)
    if (!found) continue
    const id = found[1] === undefined ? null : decodeURIComponent(found[1])
    const told = answer({ id, method, query: url.searchParams, traffic, isEmpty })
    if (told === null) return null
    return 'status' in told && 'body' in told ? told : { status: 200, body: told }
  }
  return null
}
