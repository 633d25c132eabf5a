import { expect, test } from 'vitest'
import type { EntityGraph, GraphNode } from '@/lib/api/messages'
import { drawingOf, graphOfSteps, keysOnWay, visibleLinks, visibleNodes } from '@/lib/graph/drawing'
import { withNewPlaces } from '@/lib/graph/places'
import { nextChoice } from '@/lib/graph/useExploration'

const node = (entity: GraphNode['entity'], entity_id: string, score: number | null): GraphNode => ({
  entity,
  entity_id,
  score,
  users: null,
  is_fraud: false,
  is_weakest_link: false,
  roles: [],
  ring_id: null,
})
const edge = (source: number, target: number) => ({
  source,
  target,
  first_seen_at: '',
  last_seen_at: '',
})
const GRAPH: EntityGraph = {
  nodes: [node('user', 'a', 0.9), node('device', 'd', null), node('user', 'b', 0.2)],
  edges: [edge(0, 1), edge(2, 1)],
  total_nodes: 5,
  truncated: true,
}

test('several answers are one graph, and a tie both ways round is one link', () => {
  const back = { ...GRAPH, nodes: [...GRAPH.nodes].reverse(), total_nodes: 3 }
  const { nodes, links, left } = drawingOf([GRAPH, back])
  expect([...nodes.keys()]).toEqual(['user:a', 'device:d', 'user:b'])
  expect(links.size).toBe(2)
  expect(left).toBe(2)
})

test('no graph is drawn beyond five hundred nodes, and what is left out is counted', () => {
  const nodes = Array.from({ length: 510 }, (_, at) => node('user', `u${at}`, 0))
  const drawn = drawingOf([{ nodes, edges: [edge(0, 505)], total_nodes: 510, truncated: false }])
  expect([drawn.nodes.size, drawn.left, drawn.links.size]).toEqual([500, 10, 0])
})

test('a filter hides types and low scores, and the links of what is hidden', () => {
  const drawing = drawingOf([GRAPH])
  const byType = visibleNodes(drawing, { hidden: new Set(['device']), minScore: 0 })
  expect([...byType]).toEqual(['user:a', 'user:b'])
  expect(visibleLinks(drawing, byType)).toEqual([])
  expect([...visibleNodes(drawing, { hidden: new Set(), minScore: 0.5 })]).toEqual(['user:a'])
})

test('a way brings its own nodes and marks the links it goes over', () => {
  const steps = [
    { entity: 'user', entity_id: 'a' },
    { entity: 'card', entity_id: 'new' },
  ] as const
  expect(drawingOf([GRAPH, graphOfSteps(steps)]).nodes.has('card:new')).toBe(true)
  expect(keysOnWay(steps)).toEqual(new Set(['user:a', 'card:new', 'card:new|user:a']))
})

test('what is new lies beside its neighbour, and nothing else moves', () => {
  const before = new Map([
    ['user:a', { x: 500, y: 500 }],
    ['device:d', { x: 0, y: 0 }],
  ])
  const places = withNewPlaces(before, drawingOf([GRAPH]))
  expect(places.get('user:a')).toEqual({ x: 500, y: 500 })
  const { x, y } = places.get('user:b') ?? { x: NaN, y: NaN }
  expect(Math.hypot(x, y)).toBeCloseTo(70)
})

test('a second choice joins the first, a third replaces it, the same again lets go', () => {
  expect(nextChoice([], 'a', true)).toEqual(['a'])
  expect(nextChoice(['a'], 'b', true)).toEqual(['a', 'b'])
  expect(nextChoice(['a', 'b'], 'c', true)).toEqual(['a', 'c'])
  expect(nextChoice(['a', 'b'], 'b', true)).toEqual(['a'])
  expect(nextChoice(['a', 'b'], 'c', false)).toEqual(['c'])
  expect(nextChoice(['a'], null, false)).toEqual([])
})
