'use client'

import { FolderOpen } from 'lucide-react'
import { RiskChip } from '@/components/risk/RiskChip'
import { EmptyState } from '@/components/states/EmptyState'
import { ScreenAnswer } from '@/components/states/Answer'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { SavedViews } from '@/components/table/SavedViews'
import { Segments } from '@/components/ui/choices'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import { RelativeTime } from '@/components/ui/values'
import { caseLink } from '@/lib/api/addresses'
import { casesPath } from '@/lib/api/cases'
import type { CasePage, CaseSummary } from '@/lib/api/messages'
import { usePages } from '@/lib/api/useApi'
import { count, plural, spelled } from '@/lib/format/numbers'
import { brief } from '@/lib/format/sentences'
import { useUrlState } from '@/lib/url/useUrlState'
import { DueTime, Exposure, exposureText } from './values'

const REFRESH_MS = 15_000
const STATUSES = [
  ['', 'Active'],
  ['open', 'Open'],
  ['investigating', 'Investigating'],
  ['closed', 'Closed'],
] as const

const COLUMNS: readonly Column<CaseSummary>[] = [
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

export function CaseList() {
  const [status, setStatus] = useUrlState('status')
  const list = usePages<CasePage, CaseSummary>({
    path: (cursor) => casesPath({ status }, cursor),
    rows: ({ cases }) => cases,
    next: ({ next_cursor }) => next_cursor,
    everyMs: REFRESH_MS,
  })
  const counts = list.pages[0]?.counts
  return (
    <Screen
      title="Cases"
      summary={
        counts &&
        `${plural(counts.open + counts.investigating, 'active case')}, ${count(counts.overdue)} overdue, ${count(counts.closed)} closed`
      }
      tools={
        <>
          <Segments label="Status" value={status} options={STATUSES} onChange={setStatus} />
          <SavedViews screen="/case/" />
          <ExportButton name="cases" rows={list.rows} columns={COLUMNS} />
        </>
      }
    >
      <Panel
        title={status === 'closed' ? 'Closed, newest first' : 'By urgency'}
        aside={<span>A case gathers the alerts of one ring, user or device.</span>}
        className="flex-1"
      >
        <ScreenAnswer query={list.query} title="The cases could not be loaded">
          {() => (
            <DataTable
              label="Cases"
              rows={list.rows}
              columns={COLUMNS}
              rowKey={({ case_id }) => case_id}
              href={({ case_id }) => caseLink(case_id)}
              onEnd={list.more}
              empty={
                <EmptyState icon={FolderOpen} title="No case here">
                  Every alert opens a case or joins one. Change the filter, or wait for the next
                  alert.
                </EmptyState>
              }
            />
          )}
        </ScreenAnswer>
      </Panel>
    </Screen>
  )
}
