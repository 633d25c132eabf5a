'use client'

import type { ReactNode } from 'react'
import { GraphExplorer } from '@/components/graph'
import { EntityLink } from '@/components/risk/EntityLink'
import { PanelAnswer } from '@/components/states/Answer'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { Tabs } from '@/components/ui/choices'
import { alertLink } from '@/lib/api/addresses'
import type { EntityGraph, RingDossier } from '@/lib/api/messages'
import { ringGraphPath } from '@/lib/api/rings'
import { useRead } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { IDENTIFIER_COLUMNS, MEMBER_COLUMNS, PAYMENT_COLUMNS } from './columns'
import { RingChanges } from './RingChanges'

const PARTS = [
  ['graph', 'Graph'],
  ['members', 'Members'],
  ['shared', 'Shared'],
  ['payments', 'Payments'],
  ['evidence', 'Evidence'],
  ['history', 'History'],
] as const

interface RingPartsProps {
  dossier: RingDossier
  part: string
  onPart(part: string): void
}

/** What ties its users, looked at in six ways. */
export function RingParts({ dossier, part, onPart }: RingPartsProps) {
  const { ring } = dossier
  return (
    <section aria-label="What ties them" className="flex min-h-0 min-w-0 flex-col bg-surface">
      <h2 className="flex h-12 shrink-0 items-center border-b border-line px-4 text-lg font-semibold">
        <span title={ring.headline} className="truncate">
          {ring.headline}
        </span>
      </h2>
      <Tabs
        label="Parts"
        value={part}
        options={PARTS as readonly (readonly [string, string])[]}
        onChange={onPart}
      >
        <Part part={part} dossier={dossier} />
      </Tabs>
    </section>
  )
}

function Part({ part, dossier }: { part: string; dossier: RingDossier }) {
  const { ring, members, identifiers, payments } = dossier
  const name = `ring-${ring.ring_id}`
  switch (part) {
    case 'members':
      return (
        <Listed
          label="Members"
          text={`${plural(members.length, 'member')}${dossier.is_truncated ? ' named, the most tied' : ''}`}
          name={name}
          rows={members}
          columns={MEMBER_COLUMNS}
          rowKey={({ user_id }) => user_id}
        />
      )
    case 'shared':
      return (
        <Listed
          label="Shared identifiers"
          text={plural(identifiers.length, 'shared identifier')}
          name={`${name}-shared`}
          rows={identifiers}
          columns={IDENTIFIER_COLUMNS}
          rowKey={({ entity, identifier }) => `${entity}:${identifier}`}
        />
      )
    case 'payments':
      return (
        <Listed
          label="Payments that were not simply approved"
          text={`${plural(payments.length, 'payment')} not simply approved`}
          name={`${name}-payments`}
          rows={payments}
          columns={PAYMENT_COLUMNS}
          rowKey={({ transaction_id }) => transaction_id}
          href={({ transaction_id }) => alertLink(transaction_id)}
        />
      )
    case 'evidence':
      return <Evidence dossier={dossier} />
    case 'history':
      return <RingChanges dossier={dossier} />
    default:
      return <Graph ringId={ring.ring_id} />
  }
}

interface ListedProps<Row> {
  label: string
  text: string
  name: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey(row: Row): string
  href?(row: Row): string
}

function Listed<Row>({ text, name, ...table }: ListedProps<Row>) {
  return (
    <>
      <Bar text={text}>
        <ExportButton name={name} rows={table.rows} columns={table.columns} />
      </Bar>
      <DataTable {...table} isSortable isAside />
    </>
  )
}

function Bar({ text, children }: { text: string; children: ReactNode }) {
  return (
    <div className="flex h-10 shrink-0 items-center justify-between gap-3 border-b border-line px-3.5 text-muted">
      <span className="truncate">{text}</span>
      {children}
    </div>
  )
}

function Graph({ ringId }: { ringId: string }) {
  const query = useRead<EntityGraph>(ringGraphPath(ringId))
  return (
    <PanelAnswer query={query} title="The graph could not be loaded">
      {(graph) => <GraphExplorer graph={graph} name={`ring-${ringId}`} />}
    </PanelAnswer>
  )
}

/** How members are tied, step by step. */
function Evidence({ dossier: { paths } }: { dossier: RingDossier }) {
  return (
    <ol tabIndex={0} aria-label="Evidence" className="min-h-0 flex-1 overflow-y-auto">
      {paths.map(({ steps }, index) => (
        <li
          key={index}
          className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line/70 px-3.5 py-2"
        >
          {steps.map(({ entity, entity_id }, at) => (
            <span key={`${entity} ${entity_id}`} className="inline-flex min-w-0 items-center gap-2">
              {at > 0 && (
                <span className="text-muted">{entity === 'user' ? 'also used by' : 'used'}</span>
              )}
              <EntityLink type={entity} id={entity_id} />
            </span>
          ))}
        </li>
      ))}
    </ol>
  )
}
