import { RiskChip } from '@/components/risk/RiskChip'
import type { Column } from '@/components/table/table'
import { RelativeTime } from '@/components/ui/values'
import type { CaseSummary } from '@/lib/api/messages'
import { count, spelled } from '@/lib/format/numbers'
import { brief } from '@/lib/format/sentences'
import { DueTime, Exposure, exposureText } from './values'

/** Of the list of cases, and of what the queue exports. */
export const CASE_COLUMNS: readonly Column<CaseSummary>[] = [
  {
    name: 'Risk',
    width: '64px',
    cell: ({ score, risk_level }) => <RiskChip score={score} level={risk_level} />,
    value: ({ score }) => score,
  },
  {
    name: 'Case',
    width: 'minmax(0,1fr)',
    cell: ({ headline }) => <span title={headline}>{brief(headline)}</span>,
    value: ({ headline }) => headline,
  },
  {
    name: 'About',
    width: '118px',
    cell: ({ anchors }) => <span className="font-mono text-sm">{anchors[0]?.id}</span>,
    value: ({ anchors }) => anchors.map(({ type, id }) => `${type} ${id}`).join(', '),
  },
  {
    name: 'Status',
    width: '104px',
    cell: (found) => <Standing of={found} />,
    value: ({ status }) => status,
  },
  {
    name: 'With',
    width: '84px',
    cell: ({ hold, assignee }) => hold?.person ?? assignee ?? <span className="text-muted">–</span>,
    value: ({ hold, assignee }) => hold?.person ?? assignee,
  },
  {
    name: 'Alerts',
    width: '64px',
    align: 'right',
    cell: ({ alert_count }) => count(alert_count),
    value: ({ alert_count }) => alert_count,
  },
  {
    name: 'Exposure',
    width: '110px',
    align: 'right',
    cell: ({ exposure }) => <Exposure amounts={exposure} />,
    value: ({ exposure }) => exposureText(exposure),
  },
  {
    name: 'Due',
    width: '110px',
    align: 'right',
    cell: (found) =>
      found.status === 'closed' ? (
        <RelativeTime at={found.updated_at} />
      ) : (
        <DueTime at={found.due_at} />
      ),
    value: ({ due_at }) => due_at,
  },
]

function Standing({ of: { status, closing, escalation } }: { of: CaseSummary }) {
  if (closing) return <>closed: {spelled(closing.reason)}</>
  return <>{escalation ? 'escalated' : status}</>
}
