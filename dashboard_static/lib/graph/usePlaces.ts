'use client'

import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { Drawing } from './drawing'
import type { LayoutAsked, LayoutFound } from './layout'
import type { Places } from './places'
import { withNewPlaces } from './places'
import type { Question, Reply } from './worker'

interface Placed {
  readonly places: Places
  /** Grows with each layout: everything moves, and the view fits to it. */
  readonly version: number
  readonly problem: string | null
}

const NOWHERE: Placed = { places: new Map(), version: 0, problem: null }

/** Places for all nodes: one layout in a worker, then only what is new is added. */
export function usePlaces(drawing: Drawing) {
  const [placed, setPlaced] = useState(NOWHERE)
  const engine = useRef<Engine>(undefined)
  useEffect(() => {
    engine.current = startEngine()
    return () => engine.current?.stop()
  }, [])
  const layOutAll = useCallback(
    (pinned: Places) => {
      const settle = (change: Partial<Placed>) =>
        setPlaced((before) => ({
          ...before,
          problem: null,
          ...change,
          version: before.version + 1,
        }))
      engine.current
        ?.ask(askedOf(drawing, pinned))
        .then((found) => settle({ places: new Map(found) }))
        .catch((error: unknown) => settle({ problem: String(error) }))
    },
    [drawing],
  )
  const isNew = placed.version === 0
  useEffect(() => {
    if (isNew) layOutAll(new Map())
  }, [isNew, layOutAll])
  const places = useMemo(() => withNewPlaces(placed.places, drawing), [placed.places, drawing])
  return { ...placed, places, layOutAll }
}

const askedOf = ({ nodes, links }: Drawing, pinned: Places): LayoutAsked => ({
  nodes: [...nodes.keys()],
  links: [...links.values()].map(({ from, to }) => [from, to] as const),
  fixed: [...pinned].filter(([key]) => nodes.has(key)),
})

interface Engine {
  ask(asked: LayoutAsked): Promise<LayoutFound>
  stop(): void
}

/** Only the newest question is answered. Where a browser has no workers the page itself computes. */
function startEngine(): Engine {
  if (typeof Worker === 'undefined')
    return {
      ask: async (asked) => (await import('./layout')).layOut(asked),
      stop: () => undefined,
    }
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  let number = 0
  const ask = (asked: LayoutAsked) =>
    new Promise<LayoutFound>((resolve, reject) => {
      number += 1
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        if (data.number !== number) return
        if ('found' in data) resolve(data.found)
        else reject(new Error(data.problem))
      }
      worker.onerror = () => reject(new Error('The layout worker could not be started'))
      worker.postMessage({ number, asked } satisfies Question)
    })
  return { ask, stop: () => worker.terminate() }
}
