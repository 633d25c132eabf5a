'use client'

import 'uplot/dist/uPlot.min.css'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import type { ThreatMoment } from '@/lib/api/messages'
import { useTheme } from '@/lib/preferences/useTheme'

/** The signal as steps, what is usual as a dashed line; the table of facts says it in words. */
export function CourseChart({ moments }: { moments: readonly ThreatMoment[] }) {
  const box = useRef<HTMLDivElement>(null)
  const theme = useTheme()
  useEffect(() => {
    const element = box.current
    if (!element) return
    const chart = new uPlot(optionsFor(element), columnsOf(moments), element)
    const resized = new ResizeObserver(() => chart.setSize(sizeOf(element)))
    resized.observe(element)
    return () => {
      resized.disconnect()
      chart.destroy()
    }
    // uPlot takes its colours when it is made: another theme needs another chart.
  }, [moments, theme])
  return <div ref={box} aria-hidden="true" className="absolute inset-0" />
}

export function columnsOf(moments: readonly ThreatMoment[]): [number[], number[], number[]] {
  return [
    moments.map(({ at }) => Date.parse(at) / 1_000),
    moments.map(({ count }) => count),
    moments.map(({ expected }) => expected),
  ]
}

const sizeOf = (element: HTMLElement) => ({
  width: element.clientWidth,
  height: element.clientHeight,
})

function optionsFor(element: HTMLElement): uPlot.Options {
  const style = getComputedStyle(element)
  const colour = (name: string, alpha = 1) =>
    `rgba(${style.getPropertyValue(`--${name}`).trim().split(/\s+/).join(', ')}, ${alpha})`
  const axis: uPlot.Axis = {
    stroke: colour('muted'),
    font: '11px "JetBrains Mono Variable", monospace',
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
  }
  const steps = uPlot.paths.bars?.({ size: [0.9, 24], align: 1 })
  return {
    ...sizeOf(element),
    legend: { show: false },
    cursor: { show: false },
    padding: [8, 8, 0, 0],
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(4, most * 1.1)] } },
    axes: [
      { ...axis, size: 24, space: 80, values: '{HH}:{mm}' },
      { ...axis, size: 40, space: 32 },
    ],
    series: [
      {},
      {
        stroke: colour('risk-4'),
        fill: colour('risk-4', 0.7),
        paths: steps,
        points: { show: false },
      },
      { stroke: colour('accent'), width: 1.5, dash: [5, 4], points: { show: false } },
    ],
  }
}
