'use client'

import { ScrollText } from 'lucide-react'
import { ScreenAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { DataTable } from '@/components/table/DataTable'
import { SavedViews } from '@/components/table/SavedViews'
import { Screen } from '@/components/ui/Screen'
import type { AuditFilter } from '@/lib/api/audit'
import { auditPath } from '@/lib/api/audit'
import type { AuditPage, AuditRow } from '@/lib/api/messages'
import { usePages } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { useUrlState } from '@/lib/url/useUrlState'
import { AuditEntry } from './AuditEntry'
import { AuditTools } from './AuditTools'
import { COLUMNS } from './columns'

const keyOf = ({ seq }: AuditRow) => String(seq)

/** Who changed what: the log on the left, what the open entry changed on the right. */
export function AuditScreen() {
  const [who] = useUrlState('who')
  const [action] = useUrlState('action')
  const [subject] = useUrlState('subject')
  const [open, setOpen] = useUrlState('seq')
  const filter: AuditFilter = { who, action, subject }
  const { query, pages, rows, more } = usePages<AuditPage, AuditRow>({
    path: (cursor) => auditPath(filter, cursor),
    rows: ({ entries }) => entries,
    next: (page) => page.next_before_seq,
    everyMs: 30_000,
  })
  const entry = rows.find((row) => keyOf(row) === open) ?? null
  return (
    <Screen
      title="Audit"
      summary={pages[0] && <Summary page={pages[0]} rows={rows} />}
      tools={
        <>
          <AuditTools filter={filter} isEmpty={rows.length === 0} />
          <SavedViews screen="/audit/" />
        </>
      }
    >
      <section
        aria-label="Audit log"
        className="flex min-h-0 flex-1 overflow-hidden rounded-lg border border-line bg-surface max-lg:flex-col"
      >
        <ScreenAnswer query={query} title="The audit log could not be loaded">
          {() => (
            <DataTable
              label="Changes by people, newest first"
              rows={rows}
              columns={COLUMNS}
              rowKey={keyOf}
              onOpen={(row) => setOpen(keyOf(row))}
              openKey={open}
              onEnd={more}
              empty={<Nothing isFiltered={who !== '' || action !== '' || subject !== ''} />}
            />
          )}
        </ScreenAnswer>
        {entry && <AuditEntry entry={entry} onClose={() => setOpen('')} />}
      </section>
    </Screen>
  )
}

function Summary({ page, rows }: { page: AuditPage; rows: readonly AuditRow[] }) {
  const broken = rows.filter((row) => !row.is_intact).length
  return (
    <>
      {plural(page.last_seq, 'entry', 'entries')} ·{' '}
      {broken === 0 ? (
        'every seal in sight fits'
      ) : (
        <strong className="font-semibold text-text">
          {plural(broken, 'seal')} in sight {broken === 1 ? 'does' : 'do'} not fit
        </strong>
      )}
    </>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState icon={ScrollText} title="No change fits this filter">
      <p>Take a filter away, or look for another person or action.</p>
    </EmptyState>
  ) : (
    <EmptyState icon={ScrollText} title="Nobody has changed anything yet">
      <p>
        Every change of rules, lists, labels, cases, models and people will stand here, with what
        was before and after.
      </p>
    </EmptyState>
  )
}
