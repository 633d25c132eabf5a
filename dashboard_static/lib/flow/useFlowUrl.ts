'use client'

import { useSearchParams } from 'next/navigation'
import type { FlowAsked, FlowWindow } from '@/lib/api/flows'
import { WINDOWS } from '@/lib/api/flows'
import { writeUrl } from '@/lib/url/useUrlState'
import { BY } from './names'

export interface Band {
  readonly source: string
  readonly target: string
}

/** The whole screen is in its address: what is asked, what is brushed, which band is open. */
export function useFlowUrl() {
  const query = useSearchParams()
  const word = <Word extends string>(name: string, known: readonly Word[], otherwise: Word) =>
    known.find((one) => one === query.get(name)) ?? otherwise
  const asked: FlowAsked = {
    by: word(
      'by',
      BY.map(([by]) => by),
      'segment',
    ),
    to: word('to', ['merchant', 'category'], 'category'),
    measure: word('measure', ['amount', 'transactions'], 'amount'),
    outcome: word('outcome', ['', 'stopped', 'approve', 'review', 'decline'], ''),
    currency: query.get('currency') ?? '',
    window: word<FlowWindow>('window', WINDOWS, '1h'),
    since: query.get('since') ?? '',
    until: query.get('until') ?? '',
  }
  const [source, target] = [query.get('source'), query.get('target')]
  return {
    asked,
    band: source && target ? ({ source, target } satisfies Band) : null,
    /** Another question closes the band: its nodes may be gone. */
    ask: (change: Partial<FlowAsked>) => writeUrl({ ...change, source: null, target: null }),
    brush: (part: { since: string; until: string } | null) =>
      writeUrl({
        since: part?.since ?? null,
        until: part?.until ?? null,
        source: null,
        target: null,
      }),
    open: (band: Band | null) =>
      writeUrl({ source: band?.source ?? null, target: band?.target ?? null }, 'push'),
  }
}
