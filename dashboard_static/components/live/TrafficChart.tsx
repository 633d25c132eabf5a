'use client'

import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef, useState } from 'react'
import uPlot from 'uplot'

export interface Traffic {
  readonly seconds: readonly number[]
  readonly decisions: readonly (number | null)[]
  readonly alerts: readonly (number | null)[]
  readonly declines: readonly (number | null)[]
}

export function TrafficChart({ seconds, decisions, alerts, declines }: Traffic) {
  // A chart made without data draws nothing, not even its axes, until the next second.
  const [first] = useState(() => columns({ seconds, decisions, alerts, declines }))
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<uPlot | null>(null)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const made = new uPlot(options(sizeOf(element), colours(element)), first, element)
    chart.current = made
    const resized = new ResizeObserver(() => made.setSize(sizeOf(element)))
    resized.observe(element)
    return () => {
      resized.disconnect()
      made.destroy()
      chart.current = null
    }
  }, [first])
  useEffect(() => {
    chart.current?.setData(columns({ seconds, decisions, alerts, declines }))
  }, [seconds, decisions, alerts, declines])
  return <div ref={box} aria-hidden="true" className="absolute inset-2" />
}

function columns({ seconds, decisions, alerts, declines }: Traffic): uPlot.AlignedData {
  return [[...seconds], [...decisions], [...alerts], [...declines]]
}

const sizeOf = (element: HTMLElement) => ({
  width: element.clientWidth,
  height: element.clientHeight,
})

type Colours = Record<'muted' | 'line' | 'accent' | 'risk-4', (alpha?: number) => string>

function colours(element: HTMLElement): Colours {
  const style = getComputedStyle(element)
  const read = (name: string) => {
    const channels = style.getPropertyValue(`--${name}`).trim().split(/\s+/).join(', ')
    return (alpha = 1) => `rgba(${channels}, ${alpha})`
  }
  return {
    muted: read('muted'),
    line: read('line'),
    accent: read('accent'),
    'risk-4': read('risk-4'),
  }
}

function options(size: { width: number; height: number }, colour: Colours): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: colour.muted(),
    font: '11px "JetBrains Mono Variable", monospace',
    grid: { stroke: colour.line(), width: 1 },
    ticks: { show: false },
  }
  const line = { width: 1.6, points: { show: false }, spanGaps: false }
  return {
    ...size,
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 4, 0, 0],
    scales: { x: { time: true }, y: { range: fromZero }, alerts: { range: fromZero } },
    axes: [
      { ...axis, size: 24, space: 90, values: '{HH}:{mm}:{ss}' },
      { ...axis, size: 44, space: 34 },
      { ...axis, size: 40, space: 34, scale: 'alerts', side: 1, grid: { show: false } },
    ],
    series: [
      {},
      { ...line, stroke: colour.muted(), dash: [4, 3], width: 1.3 },
      { ...line, scale: 'alerts', stroke: colour.accent(), fill: colour.accent(0.14) },
      { ...line, scale: 'alerts', stroke: colour['risk-4'](), fill: colour['risk-4'](0.16) },
    ],
  }
}

/** From zero, with air above and whole numbers on an idle axis. */
function fromZero(_: uPlot, __: number, max: number): [number, number] {
  return [0, Math.max(4, Math.ceil((max ?? 0) * 1.15))]
}
