'use client'

import { useEffect, useRef, useState } from 'react'
import type { DecisionSample } from '@/lib/api/messages'
import type { WhatIf, WhatIfResult } from './simulate'
import { whatIf } from './simulate'
import type { Message, Reply } from './worker'

/** The answer to the newest question; the one before it stays until then. */
export function useWhatIf(sample: DecisionSample | undefined, asked: WhatIf): WhatIfResult | null {
  const [result, setResult] = useState<WhatIfResult | null>(null)
  const engine = useRef<Engine>(undefined)
  useEffect(() => {
    engine.current = startEngine(setResult)
    return () => engine.current?.stop()
  }, [])
  useEffect(() => {
    if (sample) engine.current?.hold(sample)
  }, [sample])
  const { reviewAt, declineAt, rules } = asked
  useEffect(() => {
    if (sample) engine.current?.ask({ reviewAt, declineAt, rules })
  }, [sample, reviewAt, declineAt, rules])
  return result
}

interface Engine {
  hold(sample: DecisionSample): void
  ask(asked: WhatIf): void
  stop(): void
}

/**
 * One question at a time: what is asked while it works is answered once, the last of it. Where a
 * browser has no workers the page itself computes.
 */
function startEngine(tell: (result: WhatIfResult) => void): Engine {
  if (typeof Worker === 'undefined') return inThread(tell)
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
  let number = 0
  let isBusy = false
  let waiting: WhatIf | null = null
  const send = (message: Message) => worker.postMessage(message)
  const ask = (asked: WhatIf) => {
    if (isBusy) return void (waiting = asked)
    isBusy = true
    number += 1
    send({ kind: 'ask', number, asked })
  }
  worker.onmessage = ({ data }: MessageEvent<Reply>) => {
    isBusy = false
    tell(data.result)
    if (!waiting) return
    const next = waiting
    waiting = null
    ask(next)
  }
  return {
    hold: (sample) => send({ kind: 'sample', sample }),
    ask,
    stop: () => worker.terminate(),
  }
}

function inThread(tell: (result: WhatIfResult) => void): Engine {
  let held: DecisionSample | null = null
  return {
    hold: (sample) => void (held = sample),
    ask: (asked) => held && tell(whatIf(held, asked)),
    stop: () => undefined,
  }
}
