'use client'

import type { Core } from 'cytoscape'
import cytoscape from 'cytoscape'
import type { Ref } from 'react'
import { useEffect, useImperativeHandle, useRef } from 'react'
import type { Drawing } from '@/lib/graph/drawing'
import type { Place, Places } from '@/lib/graph/places'
import { useTheme } from '@/lib/preferences/useTheme'
import { classesOf, colourOf, labelOf, styleFor } from './look'

export interface CanvasHandle {
  fit(): void
  zoomBy(factor: number): void
  /** The whole graph, twice as fine as on screen. */
  png(): Blob
  placeOf(key: string): Place | null
}

interface GraphCanvasProps {
  ref?: Ref<CanvasHandle>
  label: string
  drawing: Drawing
  places: Places
  /** Another number: everything lies elsewhere, and the view fits to it. */
  version: number
  visible: ReadonlySet<string>
  chosen: readonly string[]
  pinned: ReadonlySet<string>
  way: ReadonlySet<string>
  hasRings: boolean
  /** Whom it is about. */
  subject: string | null
  /** Pixels at the lower edge that tools cover. */
  covered: number
  /** `adds` where the click asked for a second one beside the first. */
  onChoose(key: string | null, adds: boolean): void
}

const MARGIN_MAX = 44
const MARGIN_SHARE = 0.07
const CLOSEST_FIT = 1.35
/** Below this size of a node its label would be too small to read: labels grow, and fewer stand. */
const FAR = 0.62
const HUB_LINKS = 3

/** The graph itself. What it shows is also in the table view, which needs no pointer. */
export function GraphCanvas(props: GraphCanvasProps) {
  const { ref, label, drawing, places, version, visible, chosen, pinned, way, hasRings } = props
  const { subject, covered } = props
  const box = useRef<HTMLDivElement>(null)
  const graph = useRef<Core>(undefined)
  const fitted = useRef(0)
  const choose = useRef(props.onChoose)
  const theme = useTheme()
  useEffect(() => void (choose.current = props.onChoose))
  useEffect(() => {
    if (!box.current) return
    const made = open(box.current, (key, adds) => choose.current(key, adds))
    graph.current = made
    fitted.current = 0
    return () => made.destroy()
  }, [])
  useEffect(() => {
    if (box.current) graph.current?.style(styleFor(box.current))
  }, [theme])
  useEffect(() => {
    if (!graph.current || places.size === 0) return
    const isMoved = fitted.current !== version
    draw(graph.current, drawing, places, isMoved)
    if (isMoved) fit(graph.current, covered)
    fitted.current = version
  }, [drawing, places, version, covered])
  useEffect(() => {
    if (graph.current)
      mark(graph.current, drawing, { visible, chosen, pinned, way, hasRings, subject })
  }, [drawing, places, visible, chosen, pinned, way, hasRings, subject])
  useImperativeHandle(ref, () => ({
    fit: () => graph.current && fit(graph.current, covered),
    zoomBy: (factor) => graph.current && zoomBy(graph.current, factor),
    png: () => pngOf(graph.current, box.current),
    placeOf: (key) => placeOf(graph.current, key),
  }))
  return (
    <div className="absolute inset-0">
      <div ref={box} role="img" aria-label={label} data-testid="graph" className="h-full w-full" />
    </div>
  )
}

function open(container: HTMLElement, choose: GraphCanvasProps['onChoose']): Core {
  const made = cytoscape({
    container,
    style: styleFor(container),
    minZoom: 0.1,
    maxZoom: 3,
    boxSelectionEnabled: false,
    autounselectify: true,
    hideEdgesOnViewport: false,
  })
  made.on('tap', 'node', ({ target, originalEvent }) =>
    choose(String(target.id()), originalEvent.shiftKey || originalEvent.ctrlKey),
  )
  made.on('tap', ({ target }) => target === made && choose(null, false))
  made.on('zoom', () => tellDistance(made))
  made.on('mouseover', 'node', ({ target }) => {
    container.style.cursor = 'pointer'
    const near = target.closedNeighborhood()
    made.elements().not(near).addClass('faded')
    near.addClass('near')
  })
  made.on('mouseout', 'node', () => {
    container.style.cursor = ''
    made.elements().removeClass('faded near')
  })
  return made
}

/** What is gone goes, what is new comes; what is there stays where a person may have dragged it. */
function draw(graph: Core, { nodes, links }: Drawing, places: Places, isMoved: boolean) {
  graph.batch(() => {
    graph
      .elements()
      .filter((each) => !nodes.has(each.id()) && !links.has(each.id()))
      .remove()
    for (const [key, node] of nodes) {
      const position = { ...(places.get(key) ?? { x: 0, y: 0 }) }
      const known = graph.getElementById(key)
      if (known.empty()) graph.add({ data: { id: key, label: labelOf(node) }, position })
      else if (isMoved) known.position(position)
    }
    for (const { key, from, to } of links.values())
      if (graph.getElementById(key).empty())
        graph.add({ data: { id: key, source: from, target: to } })
  })
}

type Marks = Pick<
  GraphCanvasProps,
  'visible' | 'chosen' | 'pinned' | 'way' | 'hasRings' | 'subject'
>

function mark(graph: Core, { nodes }: Drawing, marks: Marks) {
  const { visible, chosen, pinned, way, hasRings, subject } = marks
  graph.batch(() => {
    graph.nodes().forEach((each) => {
      const key = each.id()
      const node = nodes.get(key)
      each.classes([
        ...(node ? classesOf(node) : []),
        ...(visible.has(key) ? [] : ['hidden']),
        ...(chosen.includes(key) ? ['chosen'] : []),
        ...(pinned.has(key) ? ['pinned'] : []),
        ...(way.has(key) ? ['way'] : []),
        ...(hasRings ? ['overlaid'] : []),
        ...(key === subject ? ['subject', 'told'] : []),
      ])
      if (pinned.has(key)) each.lock()
      else each.unlock()
    })
    graph.edges().forEach((each) => void each.classes(way.has(each.id()) ? ['way'] : []))
  })
  tellDistance(graph)
}

/** From afar only what holds the graph together is named; the others when pointed at or chosen. */
function tellDistance(graph: Core) {
  const isFar = graph.zoom() < FAR
  graph.batch(() =>
    graph.nodes().forEach((each) => {
      const isSaid = each.degree(false) >= HUB_LINKS || each.hasClass('told')
      each.toggleClass('far', isFar)
      each.toggleClass('quiet', isFar && !isSaid)
    }),
  )
}

/** Small graphs are not blown up: a node keeps the size it has in any other. */
function fit(graph: Core, covered: number) {
  const [width, height] = [graph.width(), graph.height() - covered]
  const margin = Math.min(MARGIN_MAX, MARGIN_SHARE * Math.min(width, height))
  const { x1, y1, w, h } = graph.elements(':visible').boundingBox()
  if (w === 0 || h === 0 || height <= 2 * margin) return
  const zoom = Math.min((width - 2 * margin) / w, (height - 2 * margin) / h, CLOSEST_FIT)
  const pan = { x: width / 2 - zoom * (x1 + w / 2), y: height / 2 - zoom * (y1 + h / 2) }
  graph.viewport({ zoom, pan })
  tellDistance(graph)
}

function zoomBy(graph: Core, factor: number) {
  const renderedPosition = { x: graph.width() / 2, y: graph.height() / 2 }
  graph.zoom({ level: graph.zoom() * factor, renderedPosition })
}

function pngOf(graph: Core | undefined, element: HTMLElement | null): Blob {
  if (!graph || !element) return new Blob()
  const bg = colourOf(element, 'background')
  return graph.png({ output: 'blob', full: true, scale: 2, maxWidth: 8_000, bg })
}

function placeOf(graph: Core | undefined, key: string): Place | null {
  const node = graph?.getElementById(key)
  return node && node.nonempty() ? { ...node.position() } : null
}
