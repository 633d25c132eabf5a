/** Layouts off the main thread: five hundred nodes take a while, and the page must not notice. */
import type { LayoutAsked, LayoutFound } from './layout'
import { layOut } from './layout'

export interface Question {
  readonly number: number
  readonly asked: LayoutAsked
}

export type Reply =
  | { readonly number: number; readonly found: LayoutFound }
  | { readonly number: number; readonly problem: string }

const SEED = 7

/** The layout starts at random places. This realm's chance is seeded: a graph looks the same twice. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

self.onmessage = async ({ data: { number, asked } }: MessageEvent<Question>) => {
  Math.random = seeded(SEED)
  try {
    self.postMessage({ number, found: await layOut(asked) } satisfies Reply)
  } catch (error) {
    self.postMessage({ number, problem: String(error) } satisfies Reply)
  }
}
