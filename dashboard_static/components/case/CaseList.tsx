'use client'

import { FolderOpen } from 'lucide-react'
import { EmptyState } from '@/components/states/EmptyState'
import { ScreenAnswer } from '@/components/states/Answer'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { SavedViews } from '@/components/table/SavedViews'
import { Segments } from '@/components/ui/choices'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import { caseLink } from '@/lib/api/addresses'
import { casesPath } from '@/lib/api/cases'
import type { CasePage, CaseSummary } from '@/lib/api/messages'
import { usePages } from '@/lib/api/useApi'
import { count, plural } from '@/lib/format/numbers'
import { useUrlState } from '@/lib/url/useUrlState'
import { CASE_COLUMNS } from './columns'

const REFRESH_MS = 15_000
const STATUSES = [
  ['', 'Active'],
  ['open', 'Open'],
  ['investigating', 'Investigating'],
  ['closed', 'Closed'],
] as const

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
          <ExportButton name="cases" rows={list.rows} columns={CASE_COLUMNS} />
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
              columns={CASE_COLUMNS}
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
