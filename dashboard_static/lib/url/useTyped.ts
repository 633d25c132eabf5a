'use client'

import { useEffect, useRef, useState } from 'react'

const PAUSE_MS = 300

/** What is being typed, told once the typing pauses: a filter that asks the server. */
export function useTyped(told: string, tell: (text: string) => void) {
  const [text, setText] = useState(told)
  const [known, setKnown] = useState(told)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  if (known !== told) {
    // The address changed elsewhere: a saved view, or Back.
    setKnown(told)
    setText(told)
  }
  useEffect(() => () => clearTimeout(timer.current), [])
  const type = (next: string) => {
    setText(next)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => tell(next.trim()), PAUSE_MS)
  }
  return [text, type] as const
}
