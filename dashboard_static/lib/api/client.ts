import type { PageOfAlerts } from './addresses'
import { alertsPath, HEALTH_PATH, transactionPath } from './addresses'
import type { Http, Identity } from './http'
import { ApiError, http, problemOf, reach } from './http'
import type { AlertPage, Decision, Health, PendingTransaction } from './messages'

export { ApiError, asProblem } from './http'

/** What the feed and the shell ask for; a screen asks through the module of its area. */
export interface ApiClient extends Http {
  alerts(page: PageOfAlerts): Promise<AlertPage>
  transaction(transactionId: string): Promise<Decision | PendingTransaction>
  health(): Promise<Health>
}

export function apiClient(baseUrl: string, identity: Identity): ApiClient {
  const asked = http(baseUrl, identity)
  return {
    ...asked,
    alerts: (page) => asked.get<AlertPage>(alertsPath(page)),
    transaction: (id) => asked.get<Decision | PendingTransaction>(transactionPath(id)),
    health: () => getHealth(`${baseUrl}${HEALTH_PATH}`, identity),
  }
}

/** An unhealthy system answers 503 with its health all the same. */
async function getHealth(url: string, identity: Identity): Promise<Health> {
  const response = await reach(url, identity)
  const body: unknown = await response.json().catch(() => null)
  if (typeof body === 'object' && body !== null && 'components' in body) return body as Health
  const detail = `The API answered ${response.status}.`
  throw new ApiError(problemOf(response.status, 'No health', detail))
}
