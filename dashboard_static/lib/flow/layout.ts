import type { ByOutcome, FlowLink, FlowNode, FlowPage, Outcome } from '@/lib/api/messages'

/**
 * Where nodes and bands stand. Three columns that are given need no search for layers or crossings:
 * nodes keep the order of the answer (largest first, the others last), so nothing jumps when the
 * page is asked again.
 */
export interface PlacedNode {
  readonly node: FlowNode
  readonly x: number
  readonly y: number
  readonly height: number
}

export interface PlacedBand {
  readonly link: FlowLink
  readonly parts: readonly PlacedPart[]
}

/** The share of one outcome in a band: an area between two curves. */
export interface PlacedPart {
  readonly outcome: Outcome
  readonly value: number
  readonly from: Span
  readonly to: Span
}

interface Span {
  readonly x: number
  readonly top: number
  readonly height: number
}

export interface Frame {
  readonly width: number
  readonly height: number
  /** Room for names outside of the outer columns. */
  readonly margin: number
}

export interface Drawing {
  readonly nodes: readonly PlacedNode[]
  readonly bands: readonly PlacedBand[]
}

export const NODE_WIDTH = 12
export const OUTCOME_ORDER: readonly Outcome[] = ['approve', 'review', 'decline']
const GAP = 18
const GAP_SHARE = 0.35
const NODE_MIN = 2
const COLUMNS = ['from', 'card', 'to'] as const

export function draw(
  { nodes, links, measure }: Pick<FlowPage, 'nodes' | 'links' | 'measure'>,
  frame: Frame,
): Drawing {
  const size = (counted: Counted) => total(measured(counted, measure))
  const columns = COLUMNS.map((name) => nodes.filter(({ column }) => column === name))
  const scale = Math.min(...columns.map((column) => scaleOf(column.map(size), frame.height)))
  const placed = columns.flatMap((column, at) => stack(column, at, size, scale, frame))
  return { nodes: placed, bands: join(links, placed, measure, scale) }
}

type Counted = Pick<FlowNode, 'transactions' | 'amounts_minor'>

export const measured = (counted: Counted, measure: FlowPage['measure']): ByOutcome =>
  measure === 'amount' ? counted.amounts_minor : counted.transactions

export const total = ({ approve, review, decline }: ByOutcome): number => approve + review + decline

/** Pixels for one unit, so that a column with its gaps fits. */
function scaleOf(sizes: readonly number[], height: number): number {
  const sum = sizes.reduce((one, other) => one + other, 0)
  const room = height - gapOf(sizes.length, height) * Math.max(0, sizes.length - 1)
  return sum === 0 ? Infinity : room / sum
}

const gapOf = (nodes: number, height: number) =>
  Math.min(GAP, (height * GAP_SHARE) / Math.max(1, nodes - 1))

function stack(
  column: readonly FlowNode[],
  at: number,
  size: (node: FlowNode) => number,
  scale: number,
  { width, height, margin }: Frame,
): PlacedNode[] {
  const x = margin + (at * (width - 2 * margin - NODE_WIDTH)) / (COLUMNS.length - 1)
  const gap = gapOf(column.length, height)
  const heights = column.map((node) => Math.max(NODE_MIN, size(node) * scale))
  const used = heights.reduce((one, other) => one + other, 0) + gap * (column.length - 1)
  let y = Math.max(0, (height - used) / 2)
  return column.map((node, place) => {
    const placed = { node, x, y, height: heights[place] ?? NODE_MIN }
    y += placed.height + gap
    return placed
  })
}

function join(
  links: readonly FlowLink[],
  nodes: readonly PlacedNode[],
  measure: FlowPage['measure'],
  scale: number,
): PlacedBand[] {
  const byId = new Map(nodes.map((placed, place) => [placed.node.node_id, { placed, place }]))
  const order = (id: string) => byId.get(id)?.place ?? nodes.length
  const ordered = [...links].sort(
    (a, b) => order(a.source) - order(b.source) || order(a.target) - order(b.target),
  )
  const left = new Map<string, number>()
  const right = new Map<string, number>()
  return ordered.flatMap((link) => {
    const source = byId.get(link.source)?.placed
    const target = byId.get(link.target)?.placed
    if (!source || !target) return []
    const sizes = measured(link, measure)
    const parts = OUTCOME_ORDER.filter((outcome) => sizes[outcome] > 0).map((outcome) => {
      const height = sizes[outcome] * scale
      const from = take(left, source, source.x + NODE_WIDTH, height)
      const to = take(right, target, target.x, height)
      return { outcome, value: sizes[outcome], from, to }
    })
    return [{ link, parts }]
  })
}

/** The next free span of a node's side. */
function take(used: Map<string, number>, { node, y }: PlacedNode, x: number, height: number): Span {
  const before = used.get(node.node_id) ?? 0
  used.set(node.node_id, before + height)
  return { x, top: y + before, height }
}

/** The area of a part as an SVG path; half a pixel at least, so that one payment is seen. */
export function area({ from, to }: PlacedPart): string {
  const middle = (from.x + to.x) / 2
  const [a, b] = [from.top + Math.max(0.5, from.height), to.top + Math.max(0.5, to.height)]
  return (
    `M${from.x},${from.top}C${middle},${from.top} ${middle},${to.top} ${to.x},${to.top}` +
    `L${to.x},${b}C${middle},${b} ${middle},${a} ${from.x},${a}Z`
  )
}
