import type { EntityType } from '@/components/risk/EntityMark'
import type { Threat, ThreatEvidence } from '@/lib/api/messages'
import { count, plural, spelled } from '@/lib/format/numbers'

export const WINDOW_WORDS = { '10m': '10 min', '1h': '1 h', '24h': '24 h' } as const

export const SIGNAL_WORDS = { unfamiliar: 'Unfamiliar', stopped: 'Stopped' } as const

/** What one payment of the signal is, for whoever asks. */
export const SIGNAL_MEANING = {
  unfamiliar:
    'Paid from afar with a device or a card that was never seen with its user. Genuine customers do so rarely.',
  stopped:
    'Not approved, and the first of its user at the merchant in ten minutes: one customer who tries again is not many.',
} as const

/** What it is about, in words: categories are codes, ids are left as they are. */
export const nameOf = ({ kind, names }: Pick<Threat, 'kind' | 'names'>): string =>
  names
    .map((name, place) => (place === 0 && kind.startsWith('category') ? spelled(name) : name))
    .join(' · ')

/** The page of the entity, where the threat is about one. */
export function entityOf({ kind, names }: Threat): { type: EntityType; id: string } | null {
  const [id] = names
  if (id === undefined) return null
  if (kind === 'merchant' || kind === 'device' || kind === 'ip') return { type: kind, id }
  return kind.startsWith('merchant_') ? { type: 'merchant', id } : null
}

/** What it was compared with of its own: hours like this one, or whole days. */
export const pastOf = ({ past_periods, window }: ThreatEvidence): string =>
  plural(past_periods, window === '24h' ? 'earlier day' : 'earlier hour')

/** How far from its normal; in words where there is no normal to be a multiple of. */
export function normalOf({ past_periods, times: many }: ThreatEvidence): string {
  if (past_periods === 0) return 'no past'
  return many === null ? 'under 1' : times(many)
}

/** 14 x, 3.2 x: as the sentence has it. */
export const times = (value: number): string => `${value >= 10 ? count(value) : value.toFixed(1)} x`

/** A chance as people say it: 1 in 40 billion; beyond that by its order. */
export function chance(value: number): string {
  if (value >= 1e-3) return `${(100 * value).toFixed(1)}%`
  const one = 1 / value
  const unit = UNITS.find(([size]) => one >= size)
  if (one >= 1e15 || unit === undefined) return `1 in 10${raised(Math.floor(Math.log10(one)))}`
  return `1 in ${count(one / unit[0])}${unit[1]}`
}

const raised = (exponent: number): string =>
  [...String(exponent)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')

const UNITS = [
  [1e12, ' trillion'],
  [1e9, ' billion'],
  [1e6, ' million'],
  [1, ''],
] as const

export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`

/** How far from the peers, for the bar beside a threat: both shares in percent. */
export const shares = ({ share, peers_share }: ThreatEvidence) => ({
  own: 100 * share,
  peers: 100 * peers_share,
})
