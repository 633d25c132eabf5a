import { expect, test } from 'vitest'
import { area, draw, NODE_WIDTH } from '@/lib/flow/layout'
import { flowPage, outcomes } from './builders'

const FRAME = { width: 1000, height: 400, margin: 150 }

test('every column fits its frame, and heights are to one scale', () => {
  const { nodes } = draw(flowPage(), FRAME)

  for (const { y, height } of nodes) {
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y + height).toBeLessThanOrEqual(FRAME.height + 1e-6)
  }
  const height = (id: string) => nodes.find(({ node }) => node.node_id === id)?.height ?? 0
  expect(height('from:established') / height('from:new')).toBeCloseTo(9)
  expect(height('card:known')).toBeCloseTo(height('to:grocery'))
})

test('columns stand left, middle and right within the margins', () => {
  const { nodes } = draw(flowPage(), FRAME)

  const xs = [...new Set(nodes.map(({ x }) => x))]
  expect(xs).toEqual([150, (1000 - NODE_WIDTH) / 2, 1000 - 150 - NODE_WIDTH])
})

test('the bands of a node fill its side without a gap, outcome by outcome', () => {
  const { nodes, bands } = draw(flowPage(), FRAME)

  const known = nodes.find(({ node }) => node.node_id === 'card:new')
  const [parts] = bands
    .filter(({ link }) => link.source === 'card:new')
    .map((band) => band.parts.map(({ outcome, from }) => ({ outcome, ...from })))
  expect(parts?.map(({ outcome }) => outcome)).toEqual(['approve', 'review', 'decline'])
  let top = known?.y ?? NaN
  for (const part of parts ?? []) {
    expect(part.top).toBeCloseTo(top)
    top += part.height
  }
  expect(top).toBeCloseTo((known?.y ?? 0) + (known?.height ?? 0))
})

test('an outcome without payments draws nothing, one payment is seen', () => {
  const { bands } = draw(flowPage(), FRAME)

  expect(bands[0]?.parts.map(({ outcome }) => outcome)).toEqual(['approve'])
  const thin = { x: 0, top: 10, height: 0.01 }
  const drawn = area({ outcome: 'decline', value: 1, from: thin, to: { ...thin, x: 100 } })
  expect(drawn).toContain('L100,10.5')
})

test('a page without payments draws nothing, at finite places', () => {
  const nothing = draw({ ...flowPage(), nodes: [], links: [] }, FRAME)

  expect(nothing).toEqual({ nodes: [], bands: [] })
})

test('money and payments are drawn from their own sums', () => {
  const page = flowPage()
  const [first] = page.nodes
  if (!first) throw new Error('no node')
  const dear = { ...first, amounts_minor: outcomes(9_000_000) }
  const heights = (measure: 'amount' | 'transactions') =>
    draw({ ...page, measure, nodes: [dear, ...page.nodes.slice(1)] }, FRAME).nodes.map(
      ({ height }) => height,
    )

  expect(heights('amount')[0]).toBeGreaterThan(heights('transactions')[0] ?? 0)
})
