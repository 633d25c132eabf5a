'use client'

import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { RiskPoint } from '@/lib/api/messages'
import { withAir } from './withAir'

const REVIEW_AT = 50
const MINUTE_S = 60
const DAY_S = 86_400
const hour = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const second = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })

/** Score by time: a point for each decision, and the line from which a person is asked. */
export function RiskChart({ points }: { points: readonly RiskPoint[] }) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | null>(null)
  const latest = useRef(points)
  useEffect(() => {
    latest.current = points
    chart.current?.setData(columns(points))
  }, [points])
  useEffect(() => {
    const element = box.current
    if (!element) return
    const made = new uPlot(options(element), columns(latest.current), element)
    chart.current = made
    const resized = new ResizeObserver(() => made.setSize(sizeOf(element)))
    resized.observe(element)
    return () => {
      resized.disconnect()
      made.destroy()
      chart.current = null
    }
  }, [])
  return <div ref={box} aria-hidden="true" className="absolute inset-2" />
}

function columns(points: readonly RiskPoint[]): uPlot.AlignedData {
  return [
    points.map(({ at }) => Date.parse(at) / 1_000),
    points.map(({ score }) => score * 100),
    points.map(() => REVIEW_AT),
  ]
}

const sizeOf = (element: HTMLElement) => ({
  width: element.clientWidth,
  height: element.clientHeight,
})

function options(element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element)
  const colour = (name: string, alpha = 1) => {
    const channels = style.getPropertyValue(`--${name}`).trim().split(/\s+/).join(', ')
    return `rgba(${channels}, ${alpha})`
  }
  const axis: uPlot.Axis = {
    stroke: colour('muted'),
    font: '11px "JetBrains Mono Variable", monospace',
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
  }
  return {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 10, 0, 0],
    scales: { x: { time: true, range: withAir }, y: { range: [0, 100] } },
    axes: [
      { ...axis, size: 24, space: 90, values: timesOf },
      { ...axis, size: 36, splits: () => [0, 25, 50, 75, 100] },
    ],
    series: [
      {},
      // Points alone: a line between the scores of two payments would mean nothing.
      {
        paths: () => null,
        stroke: colour('accent'),
        points: { show: true, size: 6, width: 1, fill: colour('accent', 0.55) },
      },
      { width: 1, stroke: colour('muted'), dash: [4, 4], points: { show: false } },
    ],
  }
}

/** Clock times within a day or so, with seconds where ticks share a minute; dates beyond. */
function timesOf(chart: uPlot, seconds: number[]): string[] {
  const { min, max } = chart.scales.x ?? {}
  const [first = 0, next = first + MINUTE_S] = seconds
  const isClose = next - first < MINUTE_S
  const format = (max ?? 0) - (min ?? 0) > 1.5 * DAY_S ? day : isClose ? second : hour
  return seconds.map((at) => format.format(at * 1_000))
}
