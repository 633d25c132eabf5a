import type { ByOutcome, FlowPage } from '@/lib/api/messages'
import { measured, total } from '@/lib/flow/layout'
import { money, roughMoney } from '@/lib/format/money'
import { count, plural } from '@/lib/format/numbers'
import { clockTime } from '@/lib/format/time'

/** "1,204 payments, $84,200, 3.1% stopped, 18:00 to 19:00". */
export function flowSummary(page: FlowPage): string {
  const entering = page.nodes.filter(({ column }) => column === 'from')
  const counts = entering.map(({ transactions }) => transactions)
  const all = counts.reduce((sum, one) => sum + total(one), 0)
  const stopped = counts.reduce((sum, { review, decline }) => sum + review + decline, 0)
  const minor = entering.reduce((sum, { amounts_minor }) => sum + total(amounts_minor), 0)
  const paid = page.currency === null ? '' : `, ${roughMoney(minor, page.currency)}`
  const share = all === 0 ? '' : `, ${((100 * stopped) / all).toFixed(1)}% stopped`
  return `${plural(all, 'payment')}${paid}${share}, ${span(page.since, page.until)}`
}

const DAY_MS = 86_400_000
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** A window in words: by the clock within a day, by dates beyond. */
export function span(since: string, until: string): string {
  const isLong = Date.parse(until) - Date.parse(since) > DAY_MS
  const name = (iso: string) => (isLong ? day.format(new Date(iso)) : clockTime(iso).slice(0, 5))
  return `${name(since)} to ${name(until)}`
}

/** A size in what the bands are measured by. */
export function sized(value: number, { measure, currency }: FlowPage): string {
  return measure === 'amount' && currency !== null
    ? money(value, currency)
    : plural(value, 'payment')
}

/** The same beside a bar, where its size says the rest. */
export function labelled(value: number, page: FlowPage): string {
  return page.measure === 'amount' && page.currency !== null
    ? roughMoney(value, page.currency)
    : sized(value, page)
}

export function spoken(counted: ByOutcome, page: FlowPage): string {
  const parts = OUTCOMES.filter((one) => counted[one] > 0)
  return parts.map((one) => `${sized(counted[one], page)} ${WORDS[one]}`).join(', ')
}

/** "tallest $89,763 in a minute": what the other bars of the course are read against. */
export function tallest(page: FlowPage): string {
  const sizes = page.moments.map((moment) => total(measured(moment, page.measure)))
  const article = page.bucket === 'hour' ? 'an' : 'a'
  return `tallest ${labelled(Math.max(0, ...sizes), page)} in ${article} ${page.bucket}`
}

/** "1,370 payments: 1,295 approved, 9 to review, 66 declined". */
export function inWords(transactions: ByOutcome): string {
  const parts = OUTCOMES.filter((one) => transactions[one] > 0)
  const told = parts.map((one) => `${count(transactions[one])} ${WORDS[one]}`)
  return `${plural(total(transactions), 'payment')}: ${told.join(', ')}`
}

const OUTCOMES = ['approve', 'review', 'decline'] as const
const WORDS = { approve: 'approved', review: 'to review', decline: 'declined' } as const
