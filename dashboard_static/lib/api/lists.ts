import type { ApiClient } from './client'
import type { ListEntry, ListEntryRequest } from './messages'

export const LISTS_PATH = '/lists'

export const addEntry = (client: ApiClient, asked: Omit<ListEntryRequest, 'author'>) =>
  client.send<ListEntry>('POST', LISTS_PATH, asked)

export const removeEntry = (client: ApiClient, entryId: string) =>
  client.send<undefined>('DELETE', `${LISTS_PATH}/${encodeURIComponent(entryId)}`, {})
