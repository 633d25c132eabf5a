import type { ApiClient } from './client'
import { ApiError, asProblem, problemOf } from './http'
import type { NewPerson, PersonRequest } from './messages'

export const PEOPLE_PATH = '/people'

export const letIn = (client: ApiClient, asked: PersonRequest) =>
  client.send<NewPerson>('POST', PEOPLE_PATH, asked)

export const showOut = (client: ApiClient, name: string) =>
  client.send<undefined>('DELETE', `${PEOPLE_PATH}/${encodeURIComponent(name)}`)

/** A token carries one role: another role is another token, and the old one opens nothing more. */
export async function changeRole(client: ApiClient, asked: PersonRequest): Promise<NewPerson> {
  await showOut(client, asked.name)
  try {
    return await letIn(client, asked)
  } catch (cause) {
    const { title, detail } = asProblem(cause)
    const half = `${asked.name} is shown out and could not be let in again. ${detail}`
    throw new ApiError(problemOf(0, title, half))
  }
}
