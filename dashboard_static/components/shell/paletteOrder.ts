import { defaultFilter } from 'cmdk'

/** How the value of an item begins that was already matched, by the server or against the feed. */
export const FOUND = { hit: 'hit: ', alert: 'alert: ', asTyped: 'as typed' } as const

const NAME = 1
const WORD = 0.95
const HIT = 0.9
const ALERT = 0.8
const ABOUT = 0.7
const LETTERS = 0.5
const AS_TYPED = 0.001

/**
 * Where an item stands in the palette; 0 hides it. Enter takes the first, so a name that begins
 * with the words, or has a word that does, comes before any id. What a screen is about counts by
 * whole words, not by letters that happen to follow each other; the words taken for an id come last.
 */
export function rank(value: string, words: string, keywords?: string[]): number {
  if (value === FOUND.asTyped) return AS_TYPED
  if (value.startsWith(FOUND.hit)) return HIT
  if (value.startsWith(FOUND.alert)) return ALERT
  const wanted = words.trim().toLowerCase()
  if (value.toLowerCase().startsWith(wanted)) return NAME
  if (hasWord(value, wanted)) return WORD
  if (keywords?.some((about) => hasWord(about, wanted))) return ABOUT
  return LETTERS * defaultFilter(value, words)
}

const hasWord = (text: string, beginning: string): boolean =>
  ` ${text.toLowerCase()}`.includes(` ${beginning}`)
