/** Off the main thread, so that a slider stays smooth over twenty thousand decisions. */
import type { DecisionSample } from '@/lib/api/messages'
import type { WhatIf, WhatIfResult } from './simulate'
import { whatIf } from './simulate'

export type Message =
  { kind: 'sample'; sample: DecisionSample } | { kind: 'ask'; number: number; asked: WhatIf }

export interface Reply {
  readonly number: number
  readonly result: WhatIfResult
}

let held: DecisionSample | null = null

self.onmessage = ({ data }: MessageEvent<Message>) => {
  if (data.kind === 'sample') held = data.sample
  else if (held)
    self.postMessage({ number: data.number, result: whatIf(held, data.asked) } satisfies Reply)
}
