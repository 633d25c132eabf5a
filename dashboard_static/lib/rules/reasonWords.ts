import { capital } from '@/lib/format/sentences'
import { RULE_NAMES } from './completion'

const SAYS = new Map(
  RULE_NAMES.filter(({ kind }) => kind === 'number').map(({ name, says }) => [name, says]),
)
const OTHERS = new Map([['no_ip', 'no ip was sent']])

/** From what is said of a value, which stands as "…", to what the value is. */
const TURNS: readonly (readonly [RegExp, string])[] = [
  [/^… s since/, 'time since'],
  [/^… of (.*) are /, '$1 that are '],
  [/^… /, ''],
  [/ is … x /, ' over '],
  [/ (is )?…/, ''],
]

/** A reason in words: what a feature counts without its value ("Transactions by this ip in 24 h"), a
 * rule as its code reads ("High velocity"). */
export function reasonWords(code: string): string {
  const says = SAYS.get(code)
  if (says === undefined) return capital(OTHERS.get(code) ?? code.replaceAll('_', ' '))
  const [words = ''] = says.split(' (-1')
  return capital(TURNS.reduce((told, [from, to]) => told.replace(from, to), words))
}
