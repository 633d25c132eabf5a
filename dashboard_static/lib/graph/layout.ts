/** Force-directed places by cytoscape's fcose, without a page: the worker and the fallback share it. */
import type { LayoutOptions } from 'cytoscape'
import type { Place } from './places'

export interface LayoutAsked {
  readonly nodes: readonly string[]
  readonly links: readonly (readonly [from: string, to: string])[]
  /** Pinned by a person: these stay where they are. */
  readonly fixed: readonly (readonly [key: string, place: Place])[]
}

export type LayoutFound = readonly (readonly [key: string, place: Place])[]

const NODE_SIZE = 40
const LINK_LENGTH = 95

export async function layOut({ nodes, links, fixed }: LayoutAsked): Promise<LayoutFound> {
  // Two chunks: either is within the budget, both together are not.
  const [{ default: cytoscape }, { default: fcose }] = await Promise.all([
    import('cytoscape'),
    import('cytoscape-fcose'),
  ])
  cytoscape.use(fcose)
  const graph = cytoscape({
    headless: true,
    styleEnabled: true,
    style: [{ selector: 'node', style: { width: NODE_SIZE, height: NODE_SIZE } }],
    elements: {
      nodes: nodes.map((id) => ({ data: { id } })),
      edges: links.map(([source, target]) => ({ data: { source, target } })),
    },
  })
  const options = {
    name: 'fcose',
    animate: false,
    quality: 'default',
    randomize: true,
    idealEdgeLength: LINK_LENGTH,
    nodeSeparation: LINK_LENGTH,
    nodeRepulsion: 9_000,
    gravity: 0.3,
    fixedNodeConstraint: fixed.map(([nodeId, position]) => ({ nodeId, position: { ...position } })),
  }
  graph.layout(options as LayoutOptions).run()
  const found = graph.nodes().map((node) => [node.id(), { ...node.position() }] as const)
  graph.destroy()
  return found
}
