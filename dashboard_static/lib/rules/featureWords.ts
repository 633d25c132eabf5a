import { RULE_NAMES } from './completion'

const SAYS = new Map(
  RULE_NAMES.filter(({ kind }) => kind === 'number').map(({ name, says }) => [name, says]),
)
const OTHERS = new Map([['no_ip', 'no ip was sent']])

/** What a feature counts, without its value: "transactions by this ip in 24 h"; null for a rule. */
export function featureWords(code: string): string | null {
  const says = SAYS.get(code)
  if (says === undefined) return OTHERS.get(code) ?? null
  const [words = ''] = says.split(/;| \(-1/)
  return words.replace(/^… s since/, 'time since').replace(/^… /, '')
}
