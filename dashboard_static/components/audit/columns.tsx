import { ShieldAlert, ShieldCheck } from 'lucide-react'
import type { Column } from '@/components/table/DataTable'
import { RelativeTime } from '@/components/ui/values'
import type { AuditRow } from '@/lib/api/messages'
import { actionSaid } from '@/lib/audit/changes'

export const COLUMNS: readonly Column<AuditRow>[] = [
  { name: 'No.', width: '52px', cell: ({ seq }) => seq, value: ({ seq }) => seq },
  {
    name: 'When',
    width: '110px',
    cell: ({ at }) => <RelativeTime at={at} />,
    value: ({ at }) => at,
  },
  {
    name: 'Who',
    width: 'minmax(0,1fr)',
    cell: ({ who, role }) => (
      <>
        {who} <span className="text-muted">{role}</span>
      </>
    ),
    value: ({ who }) => who,
  },
  {
    name: 'What',
    width: 'minmax(0,1.2fr)',
    cell: ({ action, withdraws }) => (
      <>
        {actionSaid(action)}
        {withdraws !== null && <span className="text-muted"> · withdraws no. {withdraws}</span>}
      </>
    ),
    value: ({ action }) => action,
  },
  {
    name: 'Of',
    width: 'minmax(0,1.6fr)',
    cell: ({ subject }) => <span className="font-mono text-sm">{subject}</span>,
    value: ({ subject }) => subject,
  },
  {
    name: 'Seal',
    width: '96px',
    cell: ({ is_intact }) => <Seal isIntact={is_intact} />,
    value: ({ is_intact }) => (is_intact ? 'fits' : 'does not fit'),
  },
]

/** A word and a shape; the colour only repeats them. */
export function Seal({ isIntact }: { isIntact: boolean }) {
  const Icon = isIntact ? ShieldCheck : ShieldAlert
  return (
    <span
      className={`inline-flex items-center gap-1.5 whitespace-nowrap ${isIntact ? 'text-muted' : 'font-semibold'}`}
    >
      <Icon aria-hidden="true" className={`size-3.5 ${isIntact ? '' : 'text-risk-4'}`} />
      {isIntact ? 'fits' : 'broken'}
    </span>
  )
}
