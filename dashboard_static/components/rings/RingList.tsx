'use client'

import { Network } from 'lucide-react'
import { useRef } from 'react'
import { RiskChip } from '@/components/risk/RiskChip'
import { EmptyState } from '@/components/states/EmptyState'
import { PanelSkeleton } from '@/components/states/Skeleton'
import { ExportButton } from '@/components/table/ExportButton'
import { SavedViews } from '@/components/table/SavedViews'
import { Button } from '@/components/ui/buttons'
import { Segments } from '@/components/ui/choices'
import { Select } from '@/components/ui/fields'
import { KeyLegend } from '@/components/ui/Key'
import { RelativeTime } from '@/components/ui/values'
import type { RingPage, RingSummary } from '@/lib/api/messages'
import type { usePages } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { useActiveRow } from '@/lib/table/useActiveRow'
import { useUrlState } from '@/lib/url/useUrlState'
import { MainExposure, RING_COLUMNS } from './columns'

type Choices = readonly (readonly [value: string, name: string])[]

const STATUSES: Choices = [
  ['active', 'Active'],
  ['ended', 'Ended'],
]
const SORTS: Choices = [
  ['score', 'By risk'],
  ['size', 'By users'],
  ['exposure', 'By exposure'],
  ['updated', 'By change'],
]
const RISKS: Choices = [
  ['', 'Any risk'],
  ['0.25', 'Guarded and up'],
  ['0.5', 'High and up'],
  ['0.8', 'Critical'],
]

interface RingListProps {
  list: ReturnType<typeof usePages<RingPage, RingSummary>>
  openId: string
  onOpen(ringId: string): void
}

/** For scanning: how bad, how large, how much is at stake. */
export function RingList({ list, openId, onOpen }: RingListProps) {
  const { query, rows, more } = list
  const box = useRef<HTMLUListElement>(null)
  const [active, setActive] = useActiveRow({
    rows,
    rowKey: ({ ring_id }) => ring_id,
    first: openId || null,
    show: (index) => box.current?.children[index]?.scrollIntoView({ block: 'nearest' }),
    onOpen: ({ ring_id }) => onOpen(ring_id),
  })
  return (
    <section aria-label="Rings" className="flex min-h-0 flex-col bg-surface">
      <Head list={list} />
      <div className="flex min-h-0 flex-1 flex-col">
        {/* Beside it there is room to say why they could not be loaded. */}
        {query.data ? (
          <ul
            ref={box}
            data-testid="rings"
            tabIndex={0}
            aria-label="Rings in order"
            className="min-h-0 flex-1 overflow-y-auto"
          >
            {rows.map((ring) => (
              <RingRow
                key={ring.ring_id}
                ring={ring}
                isOpen={ring.ring_id === openId}
                isActive={ring.ring_id === active}
                onOpen={() => {
                  setActive(ring.ring_id)
                  onOpen(ring.ring_id)
                }}
              />
            ))}
            {rows.length === 0 && <Nothing />}
            {query.hasNextPage && (
              <li className="p-2 text-center">
                <Button onClick={more}>More</Button>
              </li>
            )}
          </ul>
        ) : (
          !query.error && <PanelSkeleton />
        )}
      </div>
      <KeyLegend
        entries={[
          [['down', 'up'], 'move'],
          [['open'], 'open'],
        ]}
      />
    </section>
  )
}

function Head({ list: { pages, rows } }: Pick<RingListProps, 'list'>) {
  const [status, setStatus] = useUrlState('status', 'active')
  const [sort, setSort] = useUrlState('sort', 'score')
  const [minScore, setMinScore] = useUrlState('min_score')
  const total = pages[0]?.total
  return (
    <header className="flex flex-col gap-2 border-b border-line px-3.5 py-3">
      <div className="flex items-baseline justify-between gap-3">
        <h1 className="text-lg font-semibold">Rings</h1>
        {total !== undefined && (
          <span className="text-sm text-muted">
            {plural(total, 'ring')} {status}
          </span>
        )}
      </div>
      <div className="flex flex-wrap items-center gap-1.5">
        <Segments label="Which rings" value={status} options={STATUSES} onChange={setStatus} />
        <span className="ml-auto flex gap-1.5">
          <SavedViews screen="/rings/" isSmall />
          <ExportButton name="rings" rows={rows} columns={RING_COLUMNS} isSmall />
        </span>
      </div>
      <div className="grid grid-cols-2 gap-1.5">
        <Select
          aria-label="Order"
          className="!h-7"
          value={sort}
          options={SORTS}
          onChange={setSort}
        />
        <Select
          aria-label="Least risk"
          className="!h-7"
          value={minScore}
          options={RISKS}
          onChange={setMinScore}
        />
      </div>
    </header>
  )
}

interface RingRowProps {
  ring: RingSummary
  isOpen: boolean
  isActive: boolean
  onOpen(): void
}

function RingRow({ ring, isOpen, isActive, onOpen }: RingRowProps) {
  const { ring_id, headline, score, risk_level, formed_at, frauds, is_blocked, merged_into } = ring
  const said = [
    ...(frauds > 0 ? [plural(frauds, 'fraud')] : []),
    ...(is_blocked ? ['blocked'] : []),
    ...(merged_into === null ? [] : [`merged into ${merged_into}`]),
  ]
  return (
    <li
      data-testid="ring-row"
      data-ring-id={ring_id}
      data-active={isActive || undefined}
      aria-current={isOpen || undefined}
      className="relative border-b border-line/70 px-3.5 py-2.5 hover:bg-raised aria-[current]:bg-accent/15 data-[active]:shadow-[inset_3px_0_0_rgb(var(--accent))]"
    >
      <div className="flex items-center justify-between gap-2">
        <span className="truncate font-mono text-sm text-muted">{ring_id}</span>
        <RiskChip score={score} level={risk_level} />
      </div>
      <button
        type="button"
        title={headline}
        onClick={onOpen}
        className="mt-0.5 line-clamp-2 text-left font-medium after:absolute after:inset-0"
      >
        {headline}
      </button>
      <div className="mt-0.5 flex items-baseline justify-between gap-2 text-sm">
        <span className="min-w-0 truncate text-muted">
          formed <RelativeTime at={formed_at} />
          {said.map((each) => ` · ${each}`)}
        </span>
        <MainExposure of={ring} />
      </div>
    </li>
  )
}

function Nothing() {
  const [minScore, setMinScore] = useUrlState('min_score')
  return (
    <li>
      <EmptyState icon={Network} title="No ring here">
        <p>
          Rings are looked for every few minutes among users who share cards, devices or addresses.
        </p>
        {minScore !== '' && <Button onClick={() => setMinScore('')}>Any risk</Button>}
      </EmptyState>
    </li>
  )
}
