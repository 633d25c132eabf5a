'use client'

import { Hourglass, MousePointerClick, ShieldCheck } from 'lucide-react'
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
import { COLUMNS, EXPORTED } from './columns'
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
  const isQuiet = newest !== undefined && rows.length === 0 && threatId === ''
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
          <ExportButton name="threats" rows={rows} columns={EXPORTED} />
        </>
      }
    >
      {newest && <Learning page={newest} />}
      <div
        className={`grid min-h-0 flex-1 gap-3 ${isQuiet ? '' : 'grid-cols-[minmax(480px,1.15fr)_minmax(0,1fr)] max-md:grid-cols-[minmax(0,1fr)] max-md:grid-rows-2'}`}
      >
        <Panel title={isQuiet ? 'Departures' : 'Least likely by chance first'}>
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
        {isQuiet ? null : threatId === '' ? (
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

/** In the first hours nothing has a past: what is listed is told by peers, and alerts nobody. */
function Learning({ page: { checked_at, hours_known, hours_needed } }: { page: ThreatPage }) {
  if (checked_at === null || hours_known >= hours_needed) return null
  return (
    <p
      role="note"
      data-testid="learning"
      className="flex shrink-0 items-start gap-2.5 rounded-lg border border-line bg-raised px-3.5 py-2.5"
    >
      <Hourglass aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
      <span>
        <strong className="font-semibold">Still learning what is normal:</strong>{' '}
        <span className="text-muted">
          {count(hours_known)} of {count(hours_needed)} hours of traffic are known. Until then a
          threat says how a merchant, a device or an address differs from its peers, many devices
          and cards are new to the system, and none raises an alert.
        </span>
      </span>
    </p>
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
