import type { Column } from '@/components/table/DataTable'
import { RelativeTime } from '@/components/ui/values'
import type { KnownPerson } from '@/lib/api/messages'

export const PERSON_COLUMNS: readonly Column<KnownPerson>[] = [
  {
    name: 'Name',
    width: 'minmax(0,1.4fr)',
    cell: ({ name }) => <span className="font-medium">{name}</span>,
    value: ({ name }) => name,
  },
  {
    name: 'Role',
    width: '110px',
    cell: ({ role }) => role,
    value: ({ role }) => role,
  },
  {
    name: 'Let in by',
    width: 'minmax(0,1fr)',
    cell: ({ created_by }) => created_by,
    value: ({ created_by }) => created_by,
  },
  {
    name: 'When',
    width: '110px',
    align: 'right',
    cell: ({ created_at }) => <RelativeTime at={created_at} />,
    value: ({ created_at }) => created_at,
  },
]
