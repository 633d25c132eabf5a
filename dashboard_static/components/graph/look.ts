/** How nodes and links look: shape is the type, colour is risk and nothing else. */
import type { StylesheetJson } from 'cytoscape'
import type { EntityType } from '@/components/risk/EntityMark'
import type { GraphNode } from '@/lib/api/messages'
import { levelOf } from '@/lib/risk/level'

const SHAPES = {
  user: 'ellipse',
  card: 'rectangle',
  device: 'round-rectangle',
  ip: 'diamond',
  merchant: 'hexagon',
} as const satisfies Record<EntityType, string>

export const ENTITY_TYPES = Object.keys(SHAPES) as EntityType[]

/** What the style sheet knows of a node. */
export function classesOf(node: GraphNode): string[] {
  const { entity, score, ring_id, is_weakest_link } = node
  return [
    entity,
    score === null ? 'unscored' : `level-${levelOf(score)}`,
    ...(ring_id !== null ? ['ringed'] : []),
    ...(is_weakest_link ? ['weakest'] : []),
    ...(saidOf(node).length > 0 ? ['told'] : []),
  ]
}

/** Its id, and what no colour says. */
export function labelOf(node: GraphNode): string {
  const said = saidOf(node)
  return said.length === 0 ? node.entity_id : `${node.entity_id}\n${said.join(', ')}`
}

const saidOf = ({ is_fraud, is_weakest_link, roles }: GraphNode): string[] =>
  [
    is_fraud && 'confirmed fraud',
    is_weakest_link && 'weakest link',
    roles.includes('leader') && 'leader',
  ].filter((word) => word !== false)

/** Canvas knows no CSS variables: colours are read where the canvas is, again for each theme. */
export function styleFor(element: HTMLElement): StylesheetJson {
  const colour = (name: string) => colourOf(element, name)
  const text = colour('text')
  const accent = colour('accent')
  return [
    {
      selector: 'node',
      style: {
        width: 26,
        height: 26,
        'background-color': colour('surface'),
        'border-width': 2,
        'border-color': colour('control'),
        label: 'data(label)',
        color: text,
        'font-family': '"Inter Variable", sans-serif',
        'font-size': 11,
        'text-valign': 'bottom',
        'text-margin-y': 4,
        'text-wrap': 'wrap',
        'text-max-width': '120px',
        'text-outline-color': colour('background'),
        'text-outline-width': 2,
        'min-zoomed-font-size': 5,
      },
    },
    ...ENTITY_TYPES.map((type) => ({ selector: `node.${type}`, style: { shape: SHAPES[type] } })),
    ...([1, 2] as const).map((level) => ({
      selector: `node.level-${level}`,
      style: { 'border-color': colour(`risk-${level}`) },
    })),
    ...([3, 4] as const).map((level) => ({
      selector: `node.level-${level}`,
      style: {
        'background-color': colour(`risk-${level}`),
        'border-color': colour(`risk-${level}`),
      },
    })),
    {
      selector: 'node.level-4',
      style: {
        width: 32,
        height: 32,
        'outline-width': 2,
        'outline-color': colour('risk-4'),
        'outline-offset': 3,
      },
    },
    {
      selector: 'edge',
      style: {
        width: 1.2,
        'line-color': colour('control'),
        opacity: 0.65,
        'curve-style': 'haystack',
      },
    },
    {
      selector: 'node.weakest',
      style: { 'border-width': 4, 'border-style': 'dashed', 'border-color': text },
    },
    {
      selector: 'node.ringed.overlaid',
      style: {
        'underlay-color': text,
        'underlay-opacity': 0.12,
        'underlay-padding': 11,
        'underlay-shape': 'ellipse',
      },
    },
    { selector: 'node.far', style: { 'font-size': 20, 'text-max-width': '220px' } },
    { selector: 'node.quiet', style: { 'text-opacity': 0 } },
    { selector: 'node.quiet.near, node.quiet.chosen', style: { 'text-opacity': 1 } },
    {
      selector: 'node.subject',
      style: {
        'border-width': 4,
        'border-color': accent,
        'outline-color': accent,
        'font-weight': 700,
      },
    },
    { selector: 'node.pinned', style: { 'font-weight': 700, 'border-width': 4 } },
    { selector: '.hidden', style: { display: 'none' } },
    { selector: '.faded', style: { opacity: 0.18 } },
    { selector: 'edge.near', style: { width: 2, 'line-color': text, opacity: 0.8 } },
    { selector: 'edge.way', style: { width: 3.5, 'line-color': accent, opacity: 1 } },
    {
      selector: 'node.way, node.chosen',
      style: { 'overlay-color': accent, 'overlay-opacity': 0.2, 'overlay-padding': 5 },
    },
    {
      selector: 'node.chosen',
      style: { 'overlay-opacity': 0.35, 'overlay-padding': 8, 'z-index': 9, 'font-weight': 700 },
    },
  ] as StylesheetJson
}

export const colourOf = (element: HTMLElement, name: string): string =>
  `rgb(${getComputedStyle(element).getPropertyValue(`--${name}`).trim().split(/\s+/).join(', ')})`
