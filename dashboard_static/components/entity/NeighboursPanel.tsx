'use client'

import { Unplug } from 'lucide-react'
import { GraphExplorer } from '@/components/graph'
import { EntityLink } from '@/components/risk/EntityLink'
import type { EntityType } from '@/components/risk/EntityMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { Segments } from '@/components/ui/choices'
import { Panel } from '@/components/ui/Panel'
import { ApiError } from '@/lib/api/http'
import { entityGraphPath } from '@/lib/api/entities'
import type { EntityGraph, GraphNode } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import { count, plural } from '@/lib/format/numbers'
import { levelOf } from '@/lib/risk/level'
import { useUrlState } from '@/lib/url/useUrlState'

const NODES_ASKED = 60
const VIEWS = [
  ['list', 'List'],
  ['graph', 'Graph'],
] as const

/** Who is tied to it over shared cards, devices and addresses: the gravest first, or as a graph. */
export function NeighboursPanel({ type, id }: { type: EntityType; id: string }) {
  const isTied = type !== 'merchant'
  const query = useRead<EntityGraph>(isTied ? entityGraphPath(type, id, NODES_ASKED) : null)
  const isUnknown = query.error instanceof ApiError && query.error.problem.status === 404
  const [view, setView] = useUrlState('around', 'list')
  const isDrawn = view === 'graph'
  return (
    <Panel
      title="Around it"
      className={
        // A graph is drawn where it can be seen as a whole; a list may be as long as the page.
        isDrawn
          ? 'h-[calc(100vh-350px)] min-h-[340px] shrink-0'
          : isTied
            ? 'min-h-[220px] flex-1'
            : ''
      }
      aside={
        query.data && (
          <>
            <Shown graph={query.data} />
            <Segments label="Shown as" value={view} options={VIEWS} onChange={setView} />
          </>
        )
      }
    >
      {!isTied || isUnknown ? (
        <EmptyState icon={Unplug} title="Nobody is tied to it">
          <p>
            {isTied
              ? 'No card, device or address ties it to anybody.'
              : 'A merchant ties nobody: its customers have only shopped at the same place.'}
          </p>
        </EmptyState>
      ) : (
        <PanelAnswer query={query} title="Its neighbours could not be loaded">
          {(graph) =>
            isDrawn ? (
              <GraphExplorer graph={graph} name={`${type}-${id}`} isCompact hasViews={false} />
            ) : (
              <Neighbours nodes={graph.nodes.slice(1)} />
            )
          }
        </PanelAnswer>
      )}
    </Panel>
  )
}

function Shown({ graph: { nodes, total_nodes, truncated } }: { graph: EntityGraph }) {
  const shown = nodes.length - 1
  if (!truncated) return <>{plural(shown, 'neighbour')}</>
  return (
    <span title="Hubs are not gone through">
      the gravest {`${count(shown)} of ${count(Math.max(total_nodes - 1, shown))}`}
    </span>
  )
}

function Neighbours({ nodes }: { nodes: readonly GraphNode[] }) {
  return (
    <ul
      tabIndex={0}
      aria-label="Neighbours"
      data-testid="neighbours"
      className="max-h-[420px] min-h-0 flex-1 overflow-y-auto xl:max-h-none"
    >
      {nodes.map(({ entity, entity_id, score, users, is_fraud }) => (
        <li
          key={`${entity} ${entity_id}`}
          className="flex h-8 items-center gap-3 border-b border-line/70 px-3.5 last:border-0 hover:bg-raised"
        >
          <RiskChip score={score ?? 0} level={levelOf(score ?? 0)} />
          <EntityLink type={entity} id={entity_id} className="flex-1" />
          <span className="shrink-0 text-sm text-muted">
            {is_fraud ? (
              <strong className="font-semibold text-text">confirmed fraud</strong>
            ) : users === null ? (
              ''
            ) : (
              plural(users, 'user')
            )}
          </span>
        </li>
      ))}
    </ul>
  )
}
