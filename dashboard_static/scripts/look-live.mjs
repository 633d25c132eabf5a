/**
 * Pictures of every screen on a system that runs, such as `make demo`: both themes, two sizes, axe on
 * each. Asks the API for what is worth opening: the gravest ring, case, alert and threat.
 *
 *   node scripts/look-live.mjs http://localhost:8000 [folder] [queue,rings,…]
 */
import { startLooking } from './looking.mjs'

const [url = 'http://localhost:8000', folder = 'look-live', names] = process.argv.slice(2)
const only = names?.split(',')

async function ask(path) {
  const answer = await fetch(`${url}/api${path}`)
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return answer.json()
}
const [{ alerts }, { rings }, { cases }, { threats }] = await Promise.all(
  ['/alerts?limit=100', '/rings', '/cases?limit=100', '/threats'].map(ask))
const payments = alerts.filter(({ kind }) => kind === 'transaction')
const worst = [...payments].sort((one, other) => other.score - one.score)[0]
// What shows most is what somebody would take first: a case of several payments, of a ring if any.
const ringed = cases.find(({ anchors, alert_count }) =>
  alert_count > 3 && anchors.some(({ type }) => type === 'ring'))
const worked = ringed ?? cases.find(({ alert_count }) => alert_count > 3) ?? cases[0]
const enc = encodeURIComponent
const ring = rings[0]?.ring_id

// A picture's name, the address, what is there once it has loaded.
const SCREENS = [
  ['live', '/', '[data-testid=alert-row]'],
  ['alert', `/alert/?id=${enc(worst.transaction_id)}`, '[data-testid=ledger]'],
  ['queue', `/queue/?case=${enc(worked?.case_id ?? '')}`, '[data-testid=case] canvas'],
  ['cases', '/case/', '[data-testid=row]'],
  ['case', `/case/?id=${enc(worked?.case_id ?? '')}`, '[data-testid=case] canvas'],
  ['rings', '/rings/', '[data-testid=graph] canvas'],
  ...(ring ? ['members', 'shared', 'payments', 'evidence', 'history'].map((part) =>
    [`rings-${part}`, `/rings/?ring=${enc(ring)}&part=${part}`, '[data-testid=riskiest]']) : []),
  ['flow', '/flow/', 'main svg path'],
  ['threats', '/threats/', 'h1'],
  ...(threats[0] ? [['threat', `/threats/?shown=all&threat=${enc(threats[0].threat_id)}`, '[data-testid=course]']] : []),
  ['entities', '/entity/', '[data-testid=row]'],
  ['entity', `/entity/?type=user&id=${enc(worst.user_id)}&around=graph`, '[data-testid=graph] canvas'],
  ['entity-merchant', `/entity/?type=merchant&id=${enc(worst.merchant)}`, '[data-testid=row]'],
  ['rules', '/rules/', '[data-testid=rule]'],
  ['lists', '/rules/?tab=lists', '[role=tabpanel]'],
  ['what-if', '/rules/?tab=what-if', '[data-testid=what-if]'],
  ['rule-history', '/rules/?tab=history', '[role=tabpanel]'],
  ['model', '/model/', '[data-testid=row]'],
  ['health', '/health/', 'main dl'],
  ['audit', '/audit/', 'h1'],
  ['people', '/people/', 'h1'],
  ['settings', '/settings/', 'h1'],
]

const looking = await startLooking(folder)
for (const view of looking.views)
  for (const [name, path, wanted] of SCREENS) {
    if (only && !only.includes(name)) continue
    const page = await looking.open(url, path, view)
    const found = page.locator(wanted).first().waitFor({ state: 'attached', timeout: 15_000 })
    await found.catch(() => looking.complaints.push(`${name}: no ${wanted}`))
    // Charts and graphs settle; the shell shows its first second.
    await page.waitForTimeout(2_500)
    await looking.shoot(page, name, view)
    await page.context().close()
  }
await looking.close()
process.exit(looking.report())
