'use client'

import { useMemo, useState } from 'react'
import { entityGraphPath } from '@/lib/api/entities'
import type { EntityGraph, GraphNode, PathAnswer } from '@/lib/api/messages'
import { waysPath } from '@/lib/api/rings'
import { useChange, useRead } from '@/lib/api/useApi'
import { toast } from '@/lib/toasts/toasts'
import type { Filter } from './drawing'
import { drawingOf, graphOfSteps, keyOf, keysOnWay, NO_FILTER, visibleNodes } from './drawing'

const NEIGHBOURS_ASKED = 60
const NONE: ReadonlySet<string> = new Set()

/** What a person does to a graph: filters it, chooses one node or two, and makes it grow. */
export function useExploration(graph: EntityGraph) {
  const [grown, setGrown] = useState<readonly EntityGraph[]>([])
  const [filter, setFilter] = useState<Filter>(NO_FILTER)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [isChoosing, setChoosing] = useState(false)
  const known = useMemo(() => drawingOf([graph, ...grown]), [graph, grown])
  const [one, other] = chosen.map((key) => known.nodes.get(key))
  const way = useRead<PathAnswer>(one && other ? waysPath(one, other) : null)
  const steps = way.data?.path?.steps
  const drawing = useMemo(
    () => (steps ? drawingOf([graph, ...grown, graphOfSteps(steps)]) : known),
    [known, graph, grown, steps],
  )
  const onWay = useMemo(() => (steps ? keysOnWay(steps) : NONE), [steps])
  const visible = useMemo(
    () =>
      new Set([
        ...visibleNodes(drawing, filter),
        ...[...onWay].filter((key) => drawing.nodes.has(key)),
      ]),
    [drawing, filter, onWay],
  )
  const choose = (key: string | null, adds: boolean) => {
    setChoosing(false)
    setChosen((before) => nextChoice(before, key, adds || isChoosing))
  }
  const expand = useChange(
    (client, { entity, entity_id }: GraphNode) =>
      client.get<EntityGraph>(entityGraphPath(entity, entity_id, NEIGHBOURS_ASKED, 1)),
    {
      done: (found, { entity_id }) => {
        const more = found.nodes.filter((node) => !known.nodes.has(keyOf(node))).length
        setGrown((before) => [...before, found])
        if (more === 0) toast({ text: `Nothing else is tied to ${entity_id}.` })
      },
    },
  )
  return {
    drawing,
    visible,
    filter,
    setFilter,
    chosen,
    choose,
    isChoosing,
    chooseOther: () => setChoosing(!isChoosing),
    way,
    onWay,
    expand,
  }
}

/** One by a click, two by another that adds; a third begins anew, and the same again lets go. */
export function nextChoice(
  before: readonly string[],
  key: string | null,
  adds: boolean,
): readonly string[] {
  if (key === null) return []
  const [first] = before
  if (!adds || first === undefined) return [key]
  if (before.includes(key)) return before.filter((each) => each !== key)
  return [first, key]
}
