'use client'

import { Network } from 'lucide-react'
import { ScreenAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { SavedViews } from '@/components/table/SavedViews'
import { Button } from '@/components/ui/buttons'
import { Segments } from '@/components/ui/choices'
import { Select } from '@/components/ui/fields'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import type { RingPage, RingSummary } from '@/lib/api/messages'
import { ringsPath } from '@/lib/api/rings'
import { usePages } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useUrlState } from '@/lib/url/useUrlState'
import { RING_COLUMNS } from './columns'
import { RingDossierView } from './RingDossierView'

const REFRESH_MS = 20_000
const SORTS = [
  ['score', 'By risk'],
  ['size', 'By users'],
  ['exposure', 'By exposure'],
  ['updated', 'By change'],
] as const
const RISKS = [
  ['', 'Any risk'],
  ['0.25', 'Guarded and up'],
  ['0.5', 'High and up'],
  ['0.8', 'Critical'],
] as const

/** Every ring in order, and the one that is open with all that is known of it. */
export function RingsScreen() {
  const [ringId, setRingId] = useUrlState('ring', '', 'push')
  const [status, setStatus] = useUrlState('status', 'active')
  const [sort, setSort] = useUrlState('sort', 'score')
  const [min_score, setMinScore] = useUrlState('min_score')
  const [min_size] = useUrlState('min_size')
  const list = usePages<RingPage, RingSummary>({
    path: (cursor) => ringsPath({ status, sort, min_score, min_size }, cursor),
    rows: ({ rings }) => rings,
    next: ({ next_cursor }) => next_cursor,
    everyMs: REFRESH_MS,
  })
  useKeys(ringId === '' ? {} : { back: () => setRingId('') })
  const total = list.pages[0]?.total
  if (ringId !== '')
    return <RingDossierView key={ringId} ringId={ringId} onBack={() => setRingId('')} />
  return (
    <Screen
      title="Rings"
      summary={total !== undefined && `${plural(total, 'ring')} ${status}`}
      tools={
        <>
          <Segments
            label="Which rings"
            value={status}
            options={[
              ['active', 'Active'],
              ['ended', 'Ended'],
            ]}
            onChange={setStatus}
          />
          <Select
            aria-label="Order"
            className="!h-7 !w-32"
            value={sort}
            options={SORTS as readonly (readonly [string, string])[]}
            onChange={setSort}
          />
          <Select
            aria-label="Least risk"
            className="!h-7 !w-36"
            value={min_score}
            options={RISKS as readonly (readonly [string, string])[]}
            onChange={setMinScore}
          />
          <SavedViews screen="/rings/" />
          <ExportButton name="rings" rows={list.rows} columns={RING_COLUMNS} />
        </>
      }
    >
      <Panel
        title={status === 'ended' ? 'Ended, newest first' : 'Users tied by what they share'}
        className="flex-1"
      >
        <ScreenAnswer query={list.query} title="The rings could not be loaded">
          {() => (
            <DataTable
              label="Rings"
              rows={list.rows}
              columns={RING_COLUMNS}
              rowKey={({ ring_id }) => ring_id}
              onOpen={({ ring_id }) => setRingId(ring_id)}
              onEnd={list.more}
              empty={
                <EmptyState icon={Network} title="No ring here">
                  <p>
                    Rings are looked for every few minutes among users who share cards, devices or
                    addresses.
                  </p>
                  {min_score !== '' && <Button onClick={() => setMinScore('')}>Any risk</Button>}
                </EmptyState>
              }
            />
          )}
        </ScreenAnswer>
      </Panel>
    </Screen>
  )
}
