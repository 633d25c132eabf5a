import { defaultFilter } from 'cmdk'

/** How the value of an item begins that was already matched, by the server or against the feed. */
export const FOUND = { hit: 'hit: ', alert: 'alert: ', asTyped: 'as typed' } as const

const SCREEN = 1
const HIT = 0.9
const ALERT = 0.8
const COMMAND = 0.7
const AS_TYPED = 0.001

/**
 * Where an item stands in the palette; 0 hides it. Enter takes the first, so a name that begins
 * with the words comes before any id, and the words taken for an id come last.
 */
export function rank(value: string, words: string, keywords?: string[]): number {
  if (value === FOUND.asTyped) return AS_TYPED
  if (value.startsWith(FOUND.hit)) return HIT
  if (value.startsWith(FOUND.alert)) return ALERT
  if (value.toLowerCase().startsWith(words.trim().toLowerCase())) return SCREEN
  return COMMAND * defaultFilter(value, words, keywords)
}
