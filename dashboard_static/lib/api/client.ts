import type { PageOfAlerts } from './addresses'
import { alertsPath, HEALTH_PATH, transactionPath } from './addresses'
import type { AlertPage, Decision, Health, PendingTransaction, Problem } from './messages'

/** The server, or the way to it, refused. `problem` is what an analyst is shown. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail)
    this.name = 'ApiError'
  }
}

export interface ApiClient {
  alerts(page: PageOfAlerts): Promise<AlertPage>
  transaction(transactionId: string): Promise<Decision | PendingTransaction>
  health(): Promise<Health>
}

const TIMEOUT_MS = 10_000

export function apiClient(baseUrl: string, token: string | null): ApiClient {
  const get = <T>(path: string) => getJson<T>(`${baseUrl}${path}`, token)
  return {
    alerts: (page) => get<AlertPage>(alertsPath(page)),
    transaction: (id) => get<Decision | PendingTransaction>(transactionPath(id)),
    health: () => getHealth(`${baseUrl}${HEALTH_PATH}`, token),
  }
}

async function getJson<T>(url: string, token: string | null): Promise<T> {
  const response = await reach(url, token)
  if (!response.ok) throw new ApiError(await readProblem(response))
  return (await response.json()) as T
}

/** An unhealthy system answers 503 with its health all the same. */
async function getHealth(url: string, token: string | null): Promise<Health> {
  const response = await reach(url, token)
  const body: unknown = await response.json().catch(() => null)
  if (typeof body === 'object' && body !== null && 'components' in body) return body as Health
  throw new ApiError(problem(response.status, 'No health', `The API answered ${response.status}.`))
}

async function reach(url: string, token: string | null): Promise<Response> {
  const headers: HeadersInit = token === null ? {} : { Authorization: `Bearer ${token}` }
  try {
    return await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === 'TimeoutError'
    const why = late ? `did not answer within ${TIMEOUT_MS / 1000} s` : 'could not be reached'
    throw new ApiError(problem(0, 'The API did not answer', `${url} ${why}.`))
  }
}

/** A proxy in between may answer with HTML: the status then has to speak for itself. */
async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  if (isProblem(body)) return body
  const title = response.statusText || 'Unexpected answer'
  return problem(response.status, title, `The API answered ${response.status} without details.`)
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'title' in body && 'detail' in body
}

function problem(status: number, title: string, detail: string): Problem {
  return { type: 'about:blank', title, status, detail, errors: [] }
}

/** Any thrown value as something that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem
  return problem(0, 'Something went wrong', error instanceof Error ? error.message : String(error))
}
