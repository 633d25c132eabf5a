'use client'

import { Inbox } from 'lucide-react'
import type { ReactNode } from 'react'
import { CASE_COLUMNS } from '@/components/case/columns'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { ExportButton } from '@/components/table/ExportButton'
import { Button, ButtonLink } from '@/components/ui/buttons'
import { Segments } from '@/components/ui/choices'
import { KeyLegend } from '@/components/ui/Key'
import type { CaseFilter } from '@/lib/api/cases'
import { casesPath } from '@/lib/api/cases'
import type { CasePage, CaseSummary } from '@/lib/api/messages'
import { usePages } from '@/lib/api/useApi'
import { useMyName } from '@/lib/cases/useHold'
import { useStableRows } from '@/lib/cases/useStableRows'
import { count } from '@/lib/format/numbers'
import { useActiveRow } from '@/lib/table/useActiveRow'
import { useUrlState } from '@/lib/url/useUrlState'
import { QueueRow } from './QueueRow'

const REFRESH_MS = 5_000
const VIEWS = [
  ['', 'All'],
  ['held', 'Held by me'],
  ['assigned', 'Assigned'],
  ['overdue', 'Overdue'],
] as const

interface QueueListProps {
  openId: string
  onOpen(caseId: string): void
  /** The button that takes the next one. */
  children: ReactNode
  foot: ReactNode
}

/** Active cases by urgency. No row moves by itself: what is new waits behind a button. */
export function QueueList({ openId, onOpen, children, foot }: QueueListProps) {
  const [view, setView] = useUrlState('view')
  const me = useMyName()
  const list = usePages<CasePage, CaseSummary>({
    path: (cursor) => casesPath(filterOf(view, me), cursor),
    rows: ({ cases }) => cases,
    next: ({ next_cursor }) => next_cursor,
    everyMs: REFRESH_MS,
  })
  const { rows, waiting, takeNew } = useStableRows(list.rows, ({ case_id }) => case_id, view)
  const [active, setActive] = useActiveRow({
    rows,
    rowKey: ({ case_id }) => case_id,
    first: openId,
    show,
    onOpen: ({ case_id }) => onOpen(case_id),
  })
  const counts = list.pages[0]?.counts
  return (
    <section aria-label="Queue" className="flex min-h-0 flex-col bg-surface">
      <header className="flex flex-col gap-2.5 border-b border-line px-3.5 py-3">
        {/* In the place of the count: no row below moves when it appears. */}
        <div className="flex items-center gap-3">
          <h1 className="text-lg font-semibold">Queue</h1>
          {waiting > 0 ? (
            <Button data-testid="queue-new" className="mr-auto" onClick={takeNew}>
              Show {count(waiting)} new
            </Button>
          ) : (
            <span data-testid="queue-count" className="mr-auto truncate text-sm text-muted">
              {counts && (
                <>
                  <strong className="font-mono font-semibold text-text">
                    {count(counts.open + counts.investigating)}
                  </strong>{' '}
                  active · by urgency
                </>
              )}
            </span>
          )}
          {children}
        </div>
        <div className="flex items-center gap-2">
          <Segments label="Which cases" value={view} options={VIEWS} onChange={setView} />
          <span className="ml-auto">
            <ExportButton name="queue" rows={rows} columns={CASE_COLUMNS} isSmall />
          </span>
        </div>
      </header>
      <div className="flex min-h-0 flex-1 flex-col">
        <PanelAnswer query={list.query} title="The queue could not be loaded">
          {() => (
            <ul
              data-testid="queue"
              aria-label="Cases by urgency"
              tabIndex={0}
              className="min-h-0 flex-1 overflow-y-auto"
            >
              {rows.map((row) => (
                <QueueRow
                  key={row.case_id}
                  case={row}
                  me={me}
                  isOpen={row.case_id === openId}
                  isActive={row.case_id === active}
                  onOpen={() => {
                    setActive(row.case_id)
                    onOpen(row.case_id)
                  }}
                />
              ))}
              {rows.length === 0 && waiting === 0 && <Nothing view={view} />}
              {list.query.hasNextPage && (
                <li className="p-2 text-center">
                  <Button onClick={list.more}>More</Button>
                </li>
              )}
            </ul>
          )}
        </PanelAnswer>
      </div>
      {foot}
      <KeyLegend
        entries={[
          [['down', 'up'], 'move'],
          [['open'], 'open'],
          [['fraud', 'genuine', 'unsure'], 'label'],
        ]}
      />
    </section>
  )
}

function filterOf(view: string, me: string | null): CaseFilter {
  if (view === 'held') return { holder: me ?? '' }
  if (view === 'assigned') return { assignee: me ?? '' }
  return view === 'overdue' ? { overdue: true } : {}
}

function show(_: number, caseId: string) {
  document
    .querySelector(`[data-testid="queue-row"][data-case-id="${CSS.escape(caseId)}"]`)
    ?.scrollIntoView({ block: 'nearest' })
}

function Nothing({ view }: { view: string }) {
  return (
    <li>
      <EmptyState icon={Inbox} title={view === '' ? 'The queue is empty' : 'None of them here'}>
        {view === ''
          ? 'Every alert opens a case or joins one. When the next is raised, it appears here.'
          : 'No active case matches this view.'}
        <ButtonLink href="/case/?status=closed" prefetch={false}>
          Closed cases
        </ButtonLink>
      </EmptyState>
    </li>
  )
}
