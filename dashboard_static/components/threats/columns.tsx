import { EntityMark } from '@/components/risk/EntityMark'
import type { Column } from '@/components/table/DataTable'
import { RelativeTime } from '@/components/ui/values'
import type { Threat } from '@/lib/api/messages'
import { count, spelled } from '@/lib/format/numbers'
import { chance, nameOf, normalOf, pastOf, SIGNAL_WORDS, WINDOW_WORDS } from '@/lib/threats/words'

export const COLUMNS: readonly Column<Threat>[] = [
  {
    name: 'What',
    width: 'minmax(0,1fr)',
    value: ({ kind, names }) => `${kind}: ${names.join(' / ')}`,
    cell: ({ kind, names, status, snooze }) => (
      <span
        title={`${spelled(kind)} ${names.join(', ')}`}
        className="flex min-w-0 items-center gap-1.5"
      >
        <KindMark kind={kind} />
        <span className="truncate">
          <span className="font-mono text-sm font-medium">{nameOf({ kind, names })}</span>{' '}
          <span className="text-sm text-muted">
            {isShaped(kind) ? '' : spelled(kind)}
            {status === 'over' && ' over'}
            {snooze && ' snoozed'}
          </span>
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
    name: 'Counted',
    width: '132px',
    align: 'right',
    value: ({ strongest }) => strongest.count,
    cell: ({ strongest }) => (
      <span title={`By chance: ${chance(strongest.chance)}`}>
        <span className="font-mono font-medium tabular-nums">{count(strongest.count)}</span>
        <span className="text-sm text-muted">
          {' '}
          of {count(strongest.transactions)} in {WINDOW_WORDS[strongest.window]}
        </span>
      </span>
    ),
  },
  {
    name: 'Its normal',
    width: '64px',
    align: 'right',
    value: ({ strongest }) => strongest.times,
    cell: ({ strongest }) => (
      <span
        className={strongest.times === null ? 'text-sm text-muted' : 'font-mono tabular-nums'}
        title={
          strongest.past_periods === 0
            ? 'Nothing earlier is known of it: it is compared with its peers alone'
            : `By ${pastOf(strongest)}`
        }
      >
        {normalOf(strongest)}
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

const isShaped = (kind: Threat['kind']): kind is 'merchant' | 'device' | 'ip' =>
  kind === 'merchant' || kind === 'device' || kind === 'ip'

/** An entity by its shape; what has none says what it is. */
function KindMark({ kind }: { kind: Threat['kind'] }) {
  if (!isShaped(kind)) return null
  return (
    <>
      <EntityMark type={kind} />
      <span className="sr-only">{kind} </span>
    </>
  )
}

/** For a spreadsheet, which has room for what the list is ranked by. */
export const EXPORTED: readonly Column<Threat>[] = [
  ...COLUMNS,
  { name: 'Window', width: '', value: ({ strongest }) => strongest.window, cell: () => null },
  { name: 'By chance', width: '', value: ({ strongest }) => strongest.chance, cell: () => null },
]
