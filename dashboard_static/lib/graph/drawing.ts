/** A graph as it is drawn: nodes and links by key, merged from several answers and bounded. */
import type { EntityType } from '@/components/risk/EntityMark'
import type { EntityGraph, GraphNode, NodeRef } from '@/lib/api/messages'

/** More nodes than this are a hairball in every layout. */
export const NODES_MAX = 500

export interface Link {
  readonly key: string
  readonly from: string
  readonly to: string
}

export interface Drawing {
  readonly nodes: ReadonlyMap<string, GraphNode>
  readonly links: ReadonlyMap<string, Link>
  /** Nodes that there are beyond those drawn, as far as is known. */
  readonly left: number
}

export interface Filter {
  readonly hidden: ReadonlySet<EntityType>
  readonly minScore: number
}

export const NO_FILTER: Filter = { hidden: new Set(), minScore: 0 }

export const keyOf = ({ entity, entity_id }: NodeRef): string => `${entity}:${entity_id}`

/** All graphs as one. What is there already stays; what no longer fits is counted as left out. */
export function drawingOf(graphs: readonly EntityGraph[]): Drawing {
  const nodes = new Map<string, GraphNode>()
  const links = new Map<string, Link>()
  let left = 0
  graphs.forEach((graph, place) => {
    for (const node of graph.nodes) {
      const key = keyOf(node)
      if (nodes.has(key)) continue
      if (nodes.size < NODES_MAX) nodes.set(key, node)
      else left += 1
    }
    if (place === 0) left += Math.max(0, graph.total_nodes - graph.nodes.length)
    for (const link of linksOf(graph))
      if (nodes.has(link.from) && nodes.has(link.to)) links.set(link.key, link)
  })
  return { nodes, links, left }
}

function linksOf({ nodes, edges }: EntityGraph): readonly Link[] {
  return edges.flatMap(({ source, target }) => {
    const from = nodes[source]
    const to = nodes[target]
    return from && to ? [linkBetween(keyOf(from), keyOf(to))] : []
  })
}

/** Ties have no direction, so both ways round are one link. */
export function linkBetween(one: string, other: string): Link {
  const [from, to] = one < other ? [one, other] : [other, one]
  return { key: `${from}|${to}`, from, to }
}

/** A way between two entities as a graph, so that what it goes through can be drawn too. */
export function graphOfSteps(steps: readonly NodeRef[]): EntityGraph {
  const nodes = steps.map(({ entity, entity_id }) => ({
    entity,
    entity_id,
    score: null,
    users: null,
    is_fraud: false,
    is_weakest_link: false,
    roles: [],
    ring_id: null,
  }))
  const edges = steps
    .slice(1)
    .map((_, at) => ({ source: at, target: at + 1, first_seen_at: '', last_seen_at: '' }))
  return { nodes, edges, total_nodes: nodes.length, truncated: false }
}

/** The keys of every node and link on a way. */
export function keysOnWay(steps: readonly NodeRef[]): ReadonlySet<string> {
  const keys = steps.map(keyOf)
  const links = keys.slice(1).map((key, at) => linkBetween(keys[at] ?? key, key).key)
  return new Set([...keys, ...links])
}

/** Which nodes pass the filter. Where no score is known, only a filter without one lets it pass. */
export function visibleNodes(drawing: Drawing, { hidden, minScore }: Filter): ReadonlySet<string> {
  const keys = new Set<string>()
  for (const [key, { entity, score }] of drawing.nodes)
    if (!hidden.has(entity) && (score ?? 0) >= minScore) keys.add(key)
  return keys
}

export const visibleLinks = ({ links }: Drawing, nodes: ReadonlySet<string>): readonly Link[] =>
  [...links.values()].filter(({ from, to }) => nodes.has(from) && nodes.has(to))
