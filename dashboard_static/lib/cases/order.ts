/**
 * The order in which a list is shown while somebody works in it: what is there keeps its place, what
 * is gone leaves, and what is new waits until it is asked for. So no row moves under the cursor.
 */
export interface Order {
  readonly keys: readonly string[]
  /** Keys that came meanwhile, in the server's order. */
  readonly waiting: readonly string[]
}

export const NOTHING: Order = { keys: [], waiting: [] }

/** The order after an answer. The first answer is taken as it comes. */
export function keptOrder(before: Order, answered: readonly string[]): Order {
  if (before.keys.length === 0) return { keys: answered, waiting: [] }
  const there = new Set(answered)
  const known = new Set(before.keys)
  return {
    keys: before.keys.filter((key) => there.has(key)),
    waiting: answered.filter((key) => !known.has(key)),
  }
}

/** Everything in the server's order: what `Show N new` does. */
export const taken = (answered: readonly string[]): Order => ({ keys: answered, waiting: [] })
