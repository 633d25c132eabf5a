import { apiPath } from './addresses'
import type { ApiClient } from './client'
import type { ModelBook } from './messages'

export const MODELS_PATH = '/models'

export const driftPath = (hours: string) => apiPath('/models/drift', { hours })

export const activateModel = (client: ApiClient, version: string) =>
  client.send<ModelBook>('POST', `${MODELS_PATH}/${encodeURIComponent(version)}/activate`)

/** Null ends the shadow. */
export const shadowModel = (client: ApiClient, version: string | null) =>
  client.send<ModelBook>('POST', '/models/shadow', { version })

export const rollBackModel = (client: ApiClient) =>
  client.send<ModelBook>('POST', '/models/rollback')
