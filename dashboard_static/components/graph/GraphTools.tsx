'use client'

import { ImageDown, LayoutTemplate, Maximize, Minus, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { EntityMark } from '@/components/risk/EntityMark'
import { IconButton } from '@/components/ui/buttons'
import { Segments } from '@/components/ui/choices'
import { Select } from '@/components/ui/fields'
import { count, plural } from '@/lib/format/numbers'
import type { Drawing, Filter } from '@/lib/graph/drawing'
import { ENTITY_TYPES } from './look'

export type View = 'graph' | 'table'

const VIEWS = [
  ['graph', 'Graph'],
  ['table', 'Table'],
] as const

const RISKS = [
  ['0', 'Any risk'],
  ['0.25', 'Guarded and up'],
  ['0.5', 'High and up'],
  ['0.8', 'Critical'],
] as const

interface GraphToolsProps {
  drawing: Drawing
  shown: number
  filter: Filter
  view: View
  isCompact: boolean
  onFilter(filter: Filter): void
  /** Without it there is one view alone. */
  onView?: ((view: View) => void) | undefined
  /** Beside the views: what one does to the picture, where it has no room for buttons. */
  children?: ReactNode
}

/** How much there is, what of it is shown, and in which way. */
export function GraphTools(props: GraphToolsProps) {
  const { drawing, shown, filter, view, isCompact, onFilter, onView, children } = props
  return (
    <div className="flex min-h-10 shrink-0 flex-wrap items-center gap-x-2 gap-y-1.5 border-b border-line px-3 py-1.5 text-sm">
      <Counts drawing={drawing} shown={shown} isCompact={isCompact} />
      <span className="ml-auto flex items-center gap-2">
        {!isCompact && (
          <Select
            aria-label="Least risk"
            className="!h-7 !w-36"
            value={String(filter.minScore)}
            options={RISKS}
            onChange={(least) => onFilter({ ...filter, minScore: Number(least) })}
          />
        )}
        {children}
        {onView && (
          <Segments<View> label="Show as" value={view} options={VIEWS} onChange={onView} />
        )}
      </span>
    </div>
  )
}

type CountsProps = Pick<GraphToolsProps, 'drawing' | 'shown' | 'isCompact'>

function Counts({ drawing: { nodes, links, left }, shown, isCompact }: CountsProps) {
  if (isCompact && left > 0)
    return (
      <span data-testid="graph-counts" className="text-muted">
        {count(shown)} of{' '}
        <strong className="font-semibold text-text">
          {plural(nodes.size + left, 'entity', 'entities')}
        </strong>
      </span>
    )
  return (
    <span data-testid="graph-counts" className="text-muted">
      {shown < nodes.size && `${count(shown)} of `}
      {plural(nodes.size, 'entity', 'entities')}, {plural(links.size, 'link')}
      {left > 0 && (
        <strong className="font-semibold text-text"> · truncated, {count(left)} more</strong>
      )}
    </span>
  )
}

interface TypesProps {
  drawing: Drawing
  filter: Filter
  onFilter(filter: Filter): void
}

/** The legend of shapes, which is the filter by type too. */
export function Types({ drawing, filter, onFilter }: TypesProps) {
  const there = new Set([...drawing.nodes.values()].map(({ entity }) => entity))
  return (
    <div role="group" aria-label="Types" className="flex flex-wrap items-center text-sm">
      {ENTITY_TYPES.filter((type) => there.has(type)).map((type) => {
        const hidden = new Set(filter.hidden)
        const isShown = !hidden.delete(type)
        if (isShown) hidden.add(type)
        return (
          <button
            key={type}
            type="button"
            aria-pressed={isShown}
            title={isShown ? `Hide each ${type}` : `Show each ${type}`}
            onClick={() => onFilter({ ...filter, hidden })}
            className="flex h-7 items-center gap-1.5 whitespace-nowrap rounded px-1.5 text-muted line-through decoration-2 hover:text-text aria-pressed:text-text aria-pressed:no-underline"
          >
            <EntityMark type={type} /> {type}
          </button>
        )
      })}
    </div>
  )
}

interface CanvasButtonsProps {
  onFit(): void
  onZoom(factor: number): void
  onLayOut(): void
  onSave(): void
  /** Three of them, without a frame. */
  isCompact?: boolean
}

const STEP = 1.35

export function CanvasButtons(props: CanvasButtonsProps) {
  const { onFit, onZoom, onLayOut, onSave, isCompact = false } = props
  if (isCompact)
    return (
      <span className="-my-1 flex">
        <IconButton label="Fit to view" icon={Maximize} className="!size-7" onClick={onFit} />
        <IconButton
          label="Lay out again"
          icon={LayoutTemplate}
          className="!size-7"
          onClick={onLayOut}
        />
        <IconButton label="Save as PNG" icon={ImageDown} className="!size-7" onClick={onSave} />
      </span>
    )
  return (
    <div className="flex items-center rounded-md border border-line bg-surface">
      <IconButton label="Zoom in" icon={Plus} onClick={() => onZoom(STEP)} />
      <IconButton label="Zoom out" icon={Minus} onClick={() => onZoom(1 / STEP)} />
      <IconButton label="Fit to view" icon={Maximize} onClick={onFit} />
      <IconButton label="Lay out again" icon={LayoutTemplate} onClick={onLayOut} />
      <IconButton label="Save as PNG" icon={ImageDown} onClick={onSave} />
    </div>
  )
}
