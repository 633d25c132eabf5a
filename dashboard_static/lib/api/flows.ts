import { apiPath } from './addresses'
import type { FlowPage } from './messages'

export const WINDOWS = ['15m', '1h', '3h', '24h', '7d', '30d'] as const
export type FlowWindow = (typeof WINDOWS)[number]

/** What the screen asks: a window back from now, or the part of it that was brushed. */
export interface FlowAsked {
  readonly by: FlowPage['by']
  readonly to: FlowPage['to']
  readonly measure: FlowPage['measure']
  readonly outcome: string
  readonly currency: string
  readonly window: FlowWindow
  readonly since: string
  readonly until: string
}

export function flowsPath(asked: FlowAsked): string {
  return apiPath('/flows', query(asked))
}

/** The window without the brush: its course stays in sight. */
export const wholeWindowPath = (asked: FlowAsked): string =>
  flowsPath({ ...asked, since: '', until: '' })

export function bandPath(
  asked: FlowAsked,
  band: { readonly source: string; readonly target: string },
  before: string | null,
): string {
  const { source, target } = band
  return apiPath('/flows/transactions', { ...query(asked), source, target, before, limit: 50 })
}

function query({ window, since, until, ...rest }: FlowAsked) {
  return since === '' ? { ...rest, window } : { ...rest, since, until }
}
