'use client'

import type { KeyboardEvent } from 'react'
import { useState } from 'react'
import type { FlowPage } from '@/lib/api/messages'
import type { Drawing, PlacedBand, PlacedNode } from '@/lib/flow/layout'
import { area, draw, measured, NODE_WIDTH, total } from '@/lib/flow/layout'
import { nodeName } from '@/lib/flow/names'
import type { Band } from '@/lib/flow/useFlowUrl'
import { useSize } from '@/lib/flow/useSize'
import { OUTCOME_FILL } from './outcomes'
import { labelled, spoken } from './summary'

const MARGIN = 196
const PAD = 14
const WIDE_FROM = 460

interface SankeyProps {
  page: FlowPage
  band: Band | null
  onOpen(band: Band): void
}

/** Bands are buttons: Tab reaches each, Enter opens its payments. */
export function Sankey({ page, band, onOpen }: SankeyProps) {
  const [box, size] = useSize<HTMLDivElement>()
  const [lit, setLit] = useState<string | null>(null)
  const drawing =
    size && size.width > 2 * MARGIN && size.height > 2 * PAD
      ? draw(page, { width: size.width, height: size.height - 2 * PAD, margin: MARGIN })
      : null
  return (
    <div ref={box} data-testid="sankey" className="relative min-h-0 flex-1 overflow-hidden">
      {size && drawing && (
        <svg
          width={size.width}
          height={size.height}
          role="group"
          aria-label={`Payments from payers over cards to ${page.to === 'merchant' ? 'merchants' : 'categories'}`}
          className="absolute inset-0"
        >
          <g transform={`translate(0 ${PAD})`}>
            <Bands {...{ page, drawing, band, lit, onOpen }} onLight={setLit} />
            {drawing.nodes.map((placed) => (
              <NodeBar
                key={placed.node.node_id}
                {...{ placed, page, onLight: setLit }}
                isNarrow={size.width - 2 * MARGIN < WIDE_FROM}
              />
            ))}
          </g>
        </svg>
      )}
    </div>
  )
}

interface BandsProps extends SankeyProps {
  drawing: Drawing
  lit: string | null
  onLight(id: string | null): void
}

function Bands({ page, drawing, band, lit, onOpen, onLight }: BandsProps) {
  const names = new Map(page.nodes.map((node) => [node.node_id, nodeName(node, page)]))
  return drawing.bands.map((placed) => {
    const { source, target } = placed.link
    const isOpen = band?.source === source && band.target === target
    const id = idOf(placed)
    const isLit = lit === null ? isOpen : [id, source, target].includes(lit)
    const open = () => onOpen({ source, target })
    return (
      <g
        key={id}
        role="button"
        tabIndex={0}
        aria-pressed={isOpen}
        data-testid="band"
        aria-label={`${names.get(source)} to ${names.get(target)}: ${spoken(measured(placed.link, page.measure), page)}`}
        onClick={open}
        onKeyDown={(event: KeyboardEvent) => {
          if (event.key !== 'Enter' && event.key !== ' ') return
          event.preventDefault()
          open()
        }}
        onPointerEnter={() => onLight(id)}
        onPointerLeave={() => onLight(null)}
        onFocus={() => onLight(id)}
        onBlur={() => onLight(null)}
        className={`outline-none transition-opacity duration-150 ${opacity(lit !== null || band !== null, isLit)}`}
      >
        <title>
          {`${names.get(source)} → ${names.get(target)}\n${spoken(placed.link.transactions, { ...page, measure: 'transactions' })}\n${spoken(placed.link.amounts_minor, { ...page, measure: 'amount' })}`}
        </title>
        {placed.parts.map((part) => (
          <path
            key={part.outcome}
            d={area(part)}
            className={`${OUTCOME_FILL[part.outcome]} ${isLit && lit === id ? 'stroke-text' : ''}`}
          />
        ))}
      </g>
    )
  })
}

const idOf = ({ link }: PlacedBand) => `${link.source} ${link.target}`

function opacity(isAnyLit: boolean, isLit: boolean): string {
  if (isLit) return 'opacity-80'
  return isAnyLit ? 'opacity-20' : 'opacity-50'
}

interface NodeBarProps {
  placed: PlacedNode
  page: FlowPage
  /** Between the cards and the right column there is no room for two labels in a line. */
  isNarrow: boolean
  onLight(id: string | null): void
}

/** A bar of no colour, which is the bands' to say, with its name beside it: outside for the outer columns, to the right of the cards. */
function NodeBar({ placed: { node, x, y, height }, page, isNarrow, onLight }: NodeBarProps) {
  const isLeft = node.column === 'from'
  // Two lines need their room: a low bar has its size beside its name.
  const isLow = height < LINES_FROM
  const textX = isLeft ? x - 10 : x + NODE_WIDTH + 10
  const counted = measured(node, page.measure)
  const name = nodeName(node, page)
  const isCut = isNarrow && isLow && node.column === 'card'
  return (
    <g
      onPointerEnter={() => onLight(node.node_id)}
      onPointerLeave={() => onLight(null)}
      aria-hidden="true"
    >
      <rect x={x} y={y} width={NODE_WIDTH} height={height} rx={2} className="fill-muted" />
      <text
        x={textX}
        y={y + height / 2}
        dy={isLow ? '0.35em' : '-0.15em'}
        textAnchor={isLeft ? 'end' : 'start'}
        className="fill-text text-sm [paint-order:stroke] [stroke-linejoin:round] [stroke-width:3px] [stroke:rgb(var(--surface))]"
      >
        <title>{name}</title>
        <tspan className="font-semibold">{short(name)}</tspan>
        {!isCut && (
          <tspan
            {...(isLow ? { dx: 8 } : { x: textX, dy: '1.3em' })}
            className="fill-muted font-mono"
          >
            {labelled(total(counted), page)}
          </tspan>
        )}
      </text>
    </g>
  )
}

const LINES_FROM = 18
const NAME_MAX = 20

/** Long ids keep both ends, by which people tell them apart. */
const short = (name: string) =>
  name.length <= NAME_MAX ? name : `${name.slice(0, 10)}…${name.slice(-(NAME_MAX - 11))}`
