/** Where nodes lie. A layout places all of them once; what comes later goes beside its neighbour. */
import type { Drawing } from './drawing'

export interface Place {
  readonly x: number
  readonly y: number
}

export type Places = ReadonlyMap<string, Place>

const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5))
const BESIDE = 70
const SPREAD = 16

/** Every node of the drawing with a place: nothing that has one moves. */
export function withNewPlaces(places: Places, drawing: Drawing): Places {
  const missing = [...drawing.nodes.keys()].filter((key) => !places.has(key))
  if (missing.length === 0 || places.size === 0) return places
  const ties = tiesOf(drawing)
  const found = new Map(places)
  missing.forEach((key, index) => {
    const tied = ties.get(key)?.find((other) => found.has(other))
    found.set(key, beside(tied === undefined ? null : (found.get(tied) ?? null), index))
  })
  return found
}

/** Along a spiral around the neighbour: however many come, no two lie on one another. */
function beside(centre: Place | null, index: number): Place {
  const angle = index * GOLDEN_ANGLE
  const distance = BESIDE + SPREAD * Math.sqrt(index)
  const { x, y } = centre ?? { x: 0, y: 0 }
  return { x: x + distance * Math.cos(angle), y: y + distance * Math.sin(angle) }
}

function tiesOf({ links }: Drawing): ReadonlyMap<string, readonly string[]> {
  const ties = new Map<string, string[]>()
  const tie = (one: string, other: string) => {
    const known = ties.get(one)
    if (known) known.push(other)
    else ties.set(one, [other])
  }
  for (const { from, to } of links.values()) {
    tie(from, to)
    tie(to, from)
  }
  return ties
}
