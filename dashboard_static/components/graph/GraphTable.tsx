'use client'

import { FilterX } from 'lucide-react'
import { EntityLink } from '@/components/risk/EntityLink'
import { RiskChip } from '@/components/risk/RiskChip'
import { EmptyState } from '@/components/states/EmptyState'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import type { GraphNode } from '@/lib/api/messages'
import { count, spelled } from '@/lib/format/numbers'
import { keyOf } from '@/lib/graph/drawing'
import { levelOf } from '@/lib/risk/level'

interface GraphTableProps {
  rows: readonly GraphNode[]
  chosen: readonly string[]
  isCompact: boolean
  onOpen(key: string): void
  onToggle(key: string): void
}

/** The same nodes without a pointer: Enter shows one, x chooses two for the way between them. */
export function GraphTable({ rows, chosen, isCompact, onOpen, onToggle }: GraphTableProps) {
  return (
    <DataTable
      label="Entities of the graph"
      rows={rows}
      columns={isCompact ? COLUMNS.slice(0, COMPACT_COLUMNS) : COLUMNS}
      rowKey={keyOf}
      onOpen={(node) => onOpen(keyOf(node))}
      openKey={chosen[0] ?? null}
      selection={{ keys: new Set(chosen), toggle: onToggle }}
      isSortable
      isAside
      empty={
        <EmptyState icon={FilterX} title="No entity passes the filter">
          Choose more types or a lower risk.
        </EmptyState>
      }
    />
  )
}

const COMPACT_COLUMNS = 2
const none = <span className="text-muted">–</span>

export const COLUMNS: readonly Column<GraphNode>[] = [
  {
    name: 'Risk',
    width: '68px',
    cell: ({ score }) =>
      score === null ? none : <RiskChip score={score} level={levelOf(score)} />,
    value: ({ score }) => score,
  },
  {
    name: 'Entity',
    width: 'minmax(0,1.5fr)',
    cell: ({ entity, entity_id }) => <EntityLink type={entity} id={entity_id} />,
    value: ({ entity, entity_id }) => `${entity}:${entity_id}`,
  },
  {
    name: 'Standing',
    width: 'minmax(0,1fr)',
    cell: (node) => standingOf(node).join(', ') || none,
    value: (node) => standingOf(node),
  },
  {
    name: 'Users',
    width: '60px',
    align: 'right',
    cell: ({ users }) => (users === null ? none : count(users)),
    value: ({ users }) => users,
  },
]

export function standingOf({ roles, is_fraud, is_weakest_link }: GraphNode): readonly string[] {
  const said: string[] = roles.filter((role) => role !== 'member').map(spelled)
  if (is_fraud && !roles.includes('confirmed_fraud')) said.push('confirmed fraud')
  if (is_weakest_link) said.push('weakest link')
  return said
}
