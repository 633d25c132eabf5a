import type { Problem } from './messages'

/** The server, or the way to it, refused. `problem` is what an analyst is shown. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail)
    this.name = 'ApiError'
  }
}

export type Change = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** The API as paths and bodies; what they mean is known by the modules beside this one. */
export interface Http {
  get<T>(path: string): Promise<T>
  /** A file rather than a message. */
  text(path: string): Promise<{ text: string; headers: Headers }>
  /** A change by a person. An answer without a body, as 204, is `undefined`. */
  send<T>(method: Change, path: string, body?: unknown): Promise<T>
}

/** Who asks: the token where the deployment has sign-in, the name they go by where it has none. */
export interface Identity {
  readonly token: string | null
  name(): string
}

const TIMEOUT_MS = 10_000
const JSON_TYPE = 'application/json'

export function http(baseUrl: string, identity: Identity): Http {
  return {
    get: async <T>(path: string) => readAnswer<T>(await reach(baseUrl + path, identity)),
    text: async (path: string) => {
      const response = await reach(baseUrl + path, identity)
      if (!response.ok) throw new ApiError(await readProblem(response))
      return { text: await response.text(), headers: response.headers }
    },
    send: async <T>(method: Change, path: string, body?: unknown) =>
      readAnswer<T>(await reach(baseUrl + path, identity, { method, body })),
  }
}

async function readAnswer<T>(response: Response): Promise<T> {
  if (!response.ok) throw new ApiError(await readProblem(response))
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

export async function reach(
  url: string,
  identity: Identity,
  change?: { method: Change; body?: unknown },
): Promise<Response> {
  const headers: Record<string, string> = {}
  if (identity.token !== null) headers.Authorization = `Bearer ${identity.token}`
  else if (identity.name() !== '') headers['X-Ringfence-Person'] = identity.name()
  const init: RequestInit = { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }
  if (change) {
    init.method = change.method
    // Also without a body: some proxies invent a type where there is none, and the API refuses it.
    headers['Content-Type'] = JSON_TYPE
    if (change.body !== undefined) init.body = JSON.stringify(change.body)
  }
  try {
    return await fetch(url, init)
  } catch (cause) {
    const late = cause instanceof DOMException && cause.name === 'TimeoutError'
    const why = late ? `did not answer within ${TIMEOUT_MS / 1000} s` : 'could not be reached'
    throw new ApiError(problemOf(0, 'The API did not answer', `${url} ${why}.`))
  }
}

/** A proxy in between may answer with HTML: the status then has to speak for itself. */
async function readProblem(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  if (isProblem(body)) return body
  const title = response.statusText || 'Unexpected answer'
  return problemOf(response.status, title, `The API answered ${response.status} without details.`)
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'title' in body && 'detail' in body
}

export function problemOf(status: number, title: string, detail: string): Problem {
  return { type: 'about:blank', title, status, detail, errors: [] }
}

/** Any thrown value as something that can be shown. */
export function asProblem(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem
  const detail = error instanceof Error ? error.message : String(error)
  return problemOf(0, 'Something went wrong', detail)
}
