'use client'

import { MousePointerClick, ShieldCheck } from 'lucide-react'
import { ScreenAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { SavedViews } from '@/components/table/SavedViews'
import { Segments } from '@/components/ui/choices'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import { RelativeTime } from '@/components/ui/values'
import type { Threat, ThreatPage } from '@/lib/api/messages'
import { threatsPath } from '@/lib/api/threats'
import { usePages } from '@/lib/api/useApi'
import { count, plural } from '@/lib/format/numbers'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useUrlState } from '@/lib/url/useUrlState'
import { COLUMNS } from './columns'
import { ThreatPane } from './ThreatPane'

const REFRESH_MS = 20_000

/** What departs from its own normal and from its peers: a ranked list, and why in a pane. */
export function ThreatsScreen() {
  const list = usePages<ThreatPage, Threat>({
    path: threatsPath,
    rows: ({ threats }) => threats,
    next: ({ next_cursor }) => next_cursor,
    everyMs: REFRESH_MS,
  })
  const newest = list.pages[0]
  const [shown, setShown] = useUrlState('shown', 'active')
  const [threatId, setThreatId] = useUrlState('threat', '', 'push')
  useKeys(threatId === '' ? {} : { back: () => setThreatId('') })
  const all = list.rows
  const active = all.filter(({ status, snooze }) => status === 'active' && snooze === null)
  const rows = shown === 'all' ? all : active
  return (
    <Screen
      title="Threats"
      summary={newest && <Summary page={newest} active={active.length} />}
      tools={
        <>
          <Segments
            label="Which threats"
            value={shown === 'all' ? 'all' : 'active'}
            options={[
              ['active', 'Active'],
              ['all', 'Also over and snoozed'],
            ]}
            onChange={setShown}
          />
          <SavedViews screen="/threats/" />
          <ExportButton name="threats" rows={rows} columns={COLUMNS} />
        </>
      }
    >
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(480px,1.1fr)_minmax(0,1fr)] gap-3 max-md:grid-cols-[minmax(0,1fr)] max-md:grid-rows-2">
        <Panel title="Least likely by chance first">
          <ScreenAnswer query={list.query} title="The threats could not be loaded">
            {() =>
              rows.length === 0 ? (
                newest && <Quiet page={newest} hasPast={all.length > 0} />
              ) : (
                <DataTable
                  label="Threats"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={(row) => row.threat_id}
                  onOpen={(row) => setThreatId(row.threat_id)}
                  openKey={threatId}
                  onEnd={list.more}
                />
              )
            }
          </ScreenAnswer>
        </Panel>
        {threatId === '' ? (
          <Panel title="Why">
            <EmptyState icon={MousePointerClick} title="No threat is open">
              Open one to see what was counted, what is usual, and what could be done about it.
            </EmptyState>
          </Panel>
        ) : (
          <ThreatPane key={threatId} threatId={threatId} />
        )}
      </div>
    </Screen>
  )
}

function Summary({ page, active }: { page: ThreatPage; active: number }) {
  if (page.checked_at === null) return 'not checked yet'
  return (
    <>
      {plural(active, 'active threat')}, {count(page.tested)} comparisons checked{' '}
      <RelativeTime at={page.checked_at} />
    </>
  )
}

function Quiet({ page, hasPast }: { page: ThreatPage; hasPast: boolean }) {
  if (page.checked_at === null)
    return (
      <EmptyState icon={ShieldCheck} title="Nothing was checked yet">
        Once a minute every merchant, device, address, category and country is compared with its own
        normal and with its peers. The first check follows the first payments.
      </EmptyState>
    )
  return (
    <EmptyState icon={ShieldCheck} title="Nothing departs from its normal">
      {count(page.tested)} comparisons were made in the latest check.
      {hasPast && ' Those that are over or snoozed are under “Also over and snoozed”.'}
    </EmptyState>
  )
}
