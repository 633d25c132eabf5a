import type { RuntimeConfig } from './config'

/** Absolute URL of the API without a trailing slash, for example `https://host/api`. */
export function apiUrl(config: RuntimeConfig, origin: string): string {
  return new URL(config.api_url, origin).href.replace(/\/+$/, '')
}

/** `http` becomes `ws`; browsers cannot set a header on a socket, so the token goes in the query. */
export function socketUrl(config: RuntimeConfig, origin: string, token: string | null): string {
  const url = new URL(config.websocket_url, origin)
  url.protocol = url.protocol.replace('http', 'ws')
  if (token !== null) url.searchParams.set('token', token)
  return url.href
}

export interface PageOfAlerts {
  readonly limit: number
  readonly before_seq?: number
  readonly after_seq?: number
}

export function alertsPath(page: PageOfAlerts): string {
  const given = Object.entries(page).filter(([, value]) => value !== undefined)
  return `/alerts?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

export function transactionPath(transactionId: string): string {
  return `/transactions/${encodeURIComponent(transactionId)}`
}

/** A path of the API with its query; what is undefined, null or empty is left out. */
export function apiPath(
  path: string,
  query: Readonly<Record<string, string | number | boolean | null | undefined>> = {},
): string {
  const given = Object.entries(query).filter(([, value]) => value != null && value !== '')
  if (given.length === 0) return path
  return `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`
}

// ── Links of this dashboard, below the base path. Query strings: a static export knows no ids. ───

export const entityLink = (type: string, id: string): string =>
  `/entity/?type=${encodeURIComponent(type)}&id=${encodeURIComponent(id)}`

export const ringLink = (ringId: string): string => `/rings/?ring=${encodeURIComponent(ringId)}`

export const threatLink = (threatId: string): string =>
  `/threats/?threat=${encodeURIComponent(threatId)}`

export const caseLink = (caseId: string): string => `/case/?id=${encodeURIComponent(caseId)}`

/** The rule editor, opened on a rule that somebody else wrote: `draft` as JSON in the address. */
export const draftRuleLink = (draft: unknown): string =>
  `/rules/?draft=${encodeURIComponent(JSON.stringify(draft))}`

/** Where this dashboard shows a transaction. */
export function alertLink(transactionId: string): string {
  return `/alert/?id=${encodeURIComponent(transactionId)}`
}

export const ACCEPT_PATH = '/transaction'
export const HEALTH_PATH = '/health'
export const VITALS_PATH = '/health/detail'
export const trafficPath = (seconds: number): string => apiPath('/traffic', { seconds })
