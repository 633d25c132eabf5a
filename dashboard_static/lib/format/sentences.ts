/** Sentences of the API, cut to the room there is. Whole they stand in the ledger, with their names. */

const NAMES = /\s\(([^()]*)\)/g
const USUAL = /;[^;]*\b(?:usual|is high|not known yet)$/
const WHERE = /\s(?:on|by|with|at|from) this (?:user|card|device|ip|merchant)\b/g

/** "Shared device: 8 users in 24 h": what a line of a list has room for. */
export function brief(sentence: string): string {
  const told = sentence.replace(NAMES, '').replace(USUAL, '')
  // A rule's name says where; a feature's sentence has nothing else that does.
  return capital(/^[^:]+: /.test(told) ? told.replace(WHERE, '') : told)
}

/** Without the names in brackets, where they stand beside it. */
export const withoutNames = (sentence: string): string => capital(sentence.replace(NAMES, ''))

/** At most `most` names in brackets: "(ann, bob and 4 more)". */
export function fewNames(sentence: string, most: number): string {
  const told = sentence.replace(NAMES, (_, listed: string) => {
    const names = listed.split(', ')
    const rest = names.length - most
    return ` (${rest > 1 ? `${names.slice(0, most).join(', ')} and ${rest} more` : listed})`
  })
  return capital(told)
}

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
