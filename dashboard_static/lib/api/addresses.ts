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

/** Where this dashboard shows a transaction: a path for links, below the base path. */
export function alertLink(transactionId: string): string {
  return `/alert/?id=${encodeURIComponent(transactionId)}`
}

export const ACCEPT_PATH = '/transaction'
export const HEALTH_PATH = '/health'
