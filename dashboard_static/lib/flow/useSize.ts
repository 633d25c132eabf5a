'use client'

import { useEffect, useRef, useState } from 'react'

/** The size of an element, kept up to date; nothing until it is on screen. */
export function useSize<Element extends HTMLElement>() {
  const box = useRef<Element>(null)
  const [size, setSize] = useState<{ width: number; height: number } | null>(null)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight })
    measure()
    const resized = new ResizeObserver(measure)
    resized.observe(element)
    return () => resized.disconnect()
  }, [])
  return [box, size] as const
}
