import type { Column } from '@/components/table/DataTable'
import { RelativeTime } from '@/components/ui/values'
import type { Threat } from '@/lib/api/messages'
import { spelled } from '@/lib/format/numbers'
import { chance, nameOf, SIGNAL_WORDS, times, WINDOW_WORDS } from '@/lib/threats/words'

export const COLUMNS: readonly Column<Threat>[] = [
  {
    name: 'What',
    width: 'minmax(0,1fr)',
    value: ({ kind, names }) => `${kind}: ${names.join(' / ')}`,
    cell: ({ kind, names, status, snooze }) => (
      <span title={`${spelled(kind)} ${names.join(', ')}`}>
        <span className="font-mono text-sm font-medium">{nameOf({ kind, names })}</span>{' '}
        <span className="text-sm text-muted">
          {spelled(kind)}
          {status === 'over' && ', over'}
          {snooze && ', snoozed'}
        </span>
      </span>
    ),
  },
  {
    name: 'Signal',
    width: '70px',
    value: ({ signal }) => signal,
    cell: ({ signal }) => SIGNAL_WORDS[signal],
  },
  {
    name: 'Its normal',
    width: '116px',
    align: 'right',
    value: ({ strongest }) => strongest.times,
    cell: ({ strongest }) => (
      <>
        <span className="font-mono font-medium tabular-nums">{times(strongest.times)}</span>
        <span className="text-sm text-muted"> in {WINDOW_WORDS[strongest.window]}</span>
      </>
    ),
  },
  {
    name: 'By chance',
    width: '56px',
    align: 'right',
    value: ({ strongest }) => strongest.chance,
    cell: ({ strongest }) => (
      <span title={chance(strongest.chance)} className="font-mono text-sm">
        <Order chance={strongest.chance} />
      </span>
    ),
  },
  {
    name: 'Since',
    width: '72px',
    align: 'right',
    value: ({ since }) => since,
    cell: ({ since }) => (
      <span className="text-muted">
        <RelativeTime at={since} />
      </span>
    ),
  },
]

/** The order of a chance, 10 to the minus 20: what a list is compared by. */
function Order({ chance: value }: { chance: number }) {
  return (
    <>
      10<sup>{Math.round(Math.log10(Math.max(value, Number.MIN_VALUE)))}</sup>
    </>
  )
}
