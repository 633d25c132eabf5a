'use client'

import { useRef, useState } from 'react'
import { PanelSkeleton } from '@/components/states/Skeleton'
import type { EntityGraph } from '@/lib/api/messages'
import { plural } from '@/lib/format/numbers'
import type { Place } from '@/lib/graph/places'
import { useExploration } from '@/lib/graph/useExploration'
import { usePlaces } from '@/lib/graph/usePlaces'
import { download } from '@/lib/table/csv'
import type { CanvasHandle } from './GraphCanvas'
import { GraphCanvas } from './GraphCanvas'
import { GraphFacts } from './GraphFacts'
import { GraphTable } from './GraphTable'
import type { View } from './GraphTools'
import { CanvasButtons, GraphTools, Types } from './GraphTools'
import { RingsSwitch } from './RingsSwitch'

interface GraphExplorerProps {
  graph: EntityGraph
  /** Of a file that is saved: `ring-r-7`. */
  name: string
  /** Whom it is about, as `user:ann`: named from afar too. */
  subject?: string | null
  /** In a narrow panel: fewer tools. */
  isCompact?: boolean
  /** Off where the table stands beside it in another way. */
  hasViews?: boolean
}

/** Height of what floats over the lower edge, with its distance from it. */
const TOOLS_PX = 52
const FLOATING =
  'absolute right-3 top-3 z-10 max-h-[calc(100%-4.5rem)] w-64 overflow-y-auto rounded-lg border border-line bg-surface shadow-[var(--shadow)]'

/** A bounded graph to look around in, as a picture or as a table; both choose, expand and compare. */
export function GraphExplorer({
  graph,
  name,
  subject = null,
  isCompact = false,
  hasViews = true,
}: GraphExplorerProps) {
  const exploration = useExploration(graph)
  const { drawing, visible, filter, setFilter, chosen, choose, way, onWay, expand } = exploration
  const [view, setView] = useState<View>('graph')
  const [pinned, setPinned] = useState<ReadonlySet<string>>(new Set())
  const [hasRings, setRings] = useState(false)
  const { places, version, problem, layOutAll } = usePlaces(drawing)
  const canvas = useRef<CanvasHandle>(null)
  const node = drawing.nodes.get(chosen[0] ?? '')
  const pin = (key: string) => {
    const next = new Set(pinned)
    if (!next.delete(key)) next.add(key)
    setPinned(next)
  }
  const layOutAgain = () => {
    const places = [...pinned].map((key) => [key, canvas.current?.placeOf(key)] as const)
    layOutAll(new Map(places.filter((each): each is [string, Place] => each[1] != null)))
  }
  const save = () => {
    const blob = canvas.current?.png()
    if (blob) download(`ringfence-${name}.png`, blob, 'image/png')
  }
  const buttons = {
    onFit: () => canvas.current?.fit(),
    onZoom: (factor: number) => canvas.current?.zoomBy(factor),
    onLayOut: layOutAgain,
    onSave: save,
  }
  const facts = node && (
    <GraphFacts
      node={node}
      other={drawing.nodes.get(chosen[1] ?? '') ?? null}
      way={way}
      isPinned={pinned.has(chosen[0] ?? '')}
      isExpanding={expand.isPending}
      isChoosing={exploration.isChoosing}
      onPin={() => pin(chosen[0] ?? '')}
      onExpand={() => expand.mutate(node)}
      onChooseOther={exploration.chooseOther}
      onClose={() => choose(null, false)}
    />
  )
  const types = (
    <>
      <Types drawing={drawing} filter={filter} onFilter={setFilter} />
      <RingsSwitch drawing={drawing} isOn={hasRings} onChange={setRings} />
    </>
  )
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <GraphTools
        drawing={drawing}
        shown={visible.size}
        filter={filter}
        view={view}
        isCompact={isCompact}
        onFilter={setFilter}
        onView={hasViews ? setView : undefined}
      >
        {isCompact && view === 'graph' && <CanvasButtons {...buttons} isCompact />}
      </GraphTools>
      {view === 'table' ? (
        <>
          <GraphTable
            rows={[...drawing.nodes].filter(([key]) => visible.has(key)).map(([, each]) => each)}
            chosen={chosen}
            isCompact={isCompact}
            onOpen={(key) => choose(key, false)}
            onToggle={(key) => choose(key, true)}
          />
          {facts && (
            <div className="max-h-[50%] shrink-0 overflow-y-auto border-t border-line">{facts}</div>
          )}
        </>
      ) : (
        <div className="relative min-h-0 flex-1 bg-background">
          {version === 0 && <PanelSkeleton />}
          {problem && (
            <p role="alert" className="p-3.5">
              The graph could not be laid out. {problem}
            </p>
          )}
          <GraphCanvas
            ref={canvas}
            label={`Graph of ${plural(visible.size, 'entity', 'entities')}. The table view has the same without a pointer.`}
            drawing={drawing}
            places={places}
            version={version}
            visible={visible}
            chosen={chosen}
            pinned={pinned}
            way={onWay}
            hasRings={hasRings}
            subject={subject}
            covered={isCompact ? 0 : TOOLS_PX}
            onChoose={choose}
          />
          {facts && <div className={FLOATING}>{facts}</div>}
          {!isCompact && (
            <div className="pointer-events-none absolute inset-x-3 bottom-3 flex flex-wrap items-end justify-between gap-2 [&>*]:pointer-events-auto">
              <div className="flex items-center rounded-md border border-line bg-surface px-1">
                {types}
              </div>
              <CanvasButtons {...buttons} />
            </div>
          )}
        </div>
      )}
      {isCompact && view === 'graph' && (
        <div className="flex min-h-8 shrink-0 items-center border-t border-line px-1">{types}</div>
      )}
    </div>
  )
}
