'use client'

import type { KeyboardEvent, PointerEvent } from 'react'
import { useState } from 'react'
import type { FlowMoment, FlowPage } from '@/lib/api/messages'
import { measured, OUTCOME_ORDER, total } from '@/lib/flow/layout'
import { ticksOf } from '@/lib/flow/ticks'
import { useSize } from '@/lib/flow/useSize'
import { clockTime } from '@/lib/format/time'
import { OUTCOME_FILL } from './outcomes'
import { span } from './summary'

const PAD_X = 14
const AXIS = 20

interface BrushProps {
  page: FlowPage
  since: string
  until: string
  onBrush(part: { since: string; until: string } | null): void
}

/** The window's course by outcome; dragging, or the arrow keys, choose a part of it. */
export function Brush({ page, since, until, onBrush }: BrushProps) {
  const [box, size] = useSize<HTMLDivElement>()
  const [drag, setDrag] = useState<Range | null>(null)
  const { moments } = page
  const width = (size?.width ?? 0) - 2 * PAD_X
  const at = (event: PointerEvent) =>
    clamp(
      Math.floor(
        ((event.clientX - event.currentTarget.getBoundingClientRect().left - PAD_X) / width) *
          moments.length,
      ),
      moments.length,
    )
  const chosen = drag ?? rangeOf(page, since, until)
  const choose = (range: Range) => onBrush(timesOf(page, range))
  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label="Part of the window"
      aria-valuemin={0}
      aria-valuemax={Math.max(0, moments.length - 1)}
      aria-valuenow={chosen?.[1] ?? Math.max(0, moments.length - 1)}
      aria-valuetext={
        chosen ? spoken(page, chosen) : `whole window, ${span(page.since, page.until)}`
      }
      data-testid="brush"
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrag([at(event), at(event)])
      }}
      onPointerMove={(event) => drag && setDrag([drag[0], at(event)])}
      onPointerUp={() => {
        if (drag) choose([Math.min(...drag), Math.max(...drag)])
        setDrag(null)
      }}
      onPointerCancel={() => setDrag(null)}
      onKeyDown={(event) => {
        const next = moved(event, chosen, moments.length)
        if (next) choose(next)
      }}
      className="relative min-h-0 flex-1 cursor-crosshair touch-none select-none"
    >
      {size && width > 0 && (
        <svg
          width={size.width}
          height={size.height}
          aria-hidden="true"
          className="absolute inset-0"
        >
          <Bars page={page} width={width} height={size.height - AXIS - 6} />
          {chosen && (
            <Chosen
              range={chosen}
              moments={moments.length}
              width={width}
              height={size.height - AXIS}
            />
          )}
          <Axis page={page} width={width} y={size.height - 6} />
        </svg>
      )}
    </div>
  )
}

type Range = readonly [first: number, last: number]

const clamp = (place: number, length: number) => Math.min(length - 1, Math.max(0, place))

function rangeOf({ moments }: FlowPage, since: string, until: string): Range | null {
  if (since === '') return null
  const [from, to] = [Date.parse(since), Date.parse(until)]
  const first = moments.findIndex(({ at }) => Date.parse(at) >= from)
  const last = moments.findLastIndex(({ at }) => Date.parse(at) < to)
  return first < 0 || last < first ? null : [first, last]
}

function timesOf({ moments, until }: FlowPage, [first, last]: Range) {
  const since = moments[first]?.at ?? until
  return { since, until: moments[last + 1]?.at ?? until }
}

function spoken(page: FlowPage, range: Range): string {
  const { since, until } = timesOf(page, [Math.min(...range), Math.max(...range)])
  return span(since, until)
}

/** Arrow keys move the part, with Shift its end; the first press takes the newest tenth. */
function moved(event: KeyboardEvent, chosen: Range | null, length: number): Range | null {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
  if (by === 0 || length === 0) return null
  event.preventDefault()
  if (!chosen) return [Math.floor(length * 0.9), length - 1]
  const [first, last] = chosen
  if (event.shiftKey) return [first, Math.max(first, clamp(last + by, length))]
  const isOut = first + by < 0 || last + by >= length
  return isOut ? chosen : [first + by, last + by]
}

function Bars({ page, width, height }: { page: FlowPage; width: number; height: number }) {
  const sizes = page.moments.map((moment) => total(measured(moment, page.measure)))
  const most = Math.max(1, ...sizes)
  const step = width / page.moments.length
  return page.moments.map((moment, place) => (
    <MomentBar
      key={moment.at}
      moment={moment}
      page={page}
      x={PAD_X + place * step}
      width={Math.max(1, step - 1)}
      bottom={height + 6}
      scale={height / most}
    />
  ))
}

interface MomentBarProps {
  moment: FlowMoment
  page: FlowPage
  x: number
  width: number
  bottom: number
  scale: number
}

function MomentBar({ moment, page, x, width, bottom, scale }: MomentBarProps) {
  const sizes = measured(moment, page.measure)
  let top = bottom
  return OUTCOME_ORDER.map((outcome) => {
    const height = sizes[outcome] * scale
    top -= height
    return (
      height > 0 && (
        <rect
          key={outcome}
          x={x}
          y={top}
          width={width}
          height={height}
          className={OUTCOME_FILL[outcome]}
        />
      )
    )
  })
}

interface ChosenProps {
  range: Range
  moments: number
  width: number
  height: number
}

function Chosen({ range, moments, width, height }: ChosenProps) {
  const step = width / moments
  const [first, last] = [Math.min(...range), Math.max(...range)]
  return (
    <rect
      x={PAD_X + first * step}
      y={2}
      width={(last - first + 1) * step}
      height={height}
      className="fill-accent/15 stroke-accent"
    />
  )
}

const TICK_PX = 110
const HALF_LABEL_PX = 18
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

function Axis({ page, width, y }: { page: FlowPage; width: number; y: number }) {
  const step = width / Math.max(1, page.moments.length)
  const end = PAD_X + width - HALF_LABEL_PX
  return ticksOf(page.moments, page.bucket, Math.max(2, Math.floor(width / TICK_PX))).map(
    ({ at, place }) => (
      <text
        key={at}
        x={Math.min(end, Math.max(PAD_X + HALF_LABEL_PX, PAD_X + place * step))}
        y={y}
        textAnchor="middle"
        className="fill-muted font-mono text-xs"
      >
        {tickName(at, page.bucket)}
      </text>
    ),
  )
}

/** Midnight is told as the day that begins, where hours of several days follow each other. */
function tickName(at: string, bucket: FlowPage['bucket']): string {
  const time = clockTime(at).slice(0, 5)
  const isDay = bucket === 'day' || (bucket === 'hour' && time === '00:00')
  return isDay ? day.format(new Date(at)) : time
}
