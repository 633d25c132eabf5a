'use client'

import type { QueryKey, UseQueryResult } from '@tanstack/react-query'
import {
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useSystem } from '@/lib/system/SystemProvider'
import { toast } from '@/lib/toasts/toasts'
import type { ApiClient } from './client'
import { asProblem } from './http'

interface ReadOptions {
  /** Ask again so often; never while the page is hidden. */
  readonly everyMs?: number
  /** Show the last answer while a new path loads: for filters, not for another entity. */
  readonly keepsPrevious?: boolean
  /** Whoever mounts within this time takes the last answer: for what every row of a table asks. */
  readonly freshMs?: number
}

/** What `GET path` answers; null asks for nothing. The path is the key, so equal asks are one. */
export function useRead<T>(path: string | null, options: ReadOptions = {}): UseQueryResult<T> {
  const { client, apiUrl } = useSystem()
  return useQuery({
    queryKey: keyOf(apiUrl, path ?? ''),
    queryFn: () => client.get<T>(path ?? ''),
    enabled: path !== null,
    refetchInterval: options.everyMs,
    staleTime: options.freshMs,
    placeholderData: options.keepsPrevious ? keepPreviousData : undefined,
  })
}

interface Paging<Page, Row> {
  /** The address of a page; null is the first. */
  path(cursor: string | null): string
  rows(page: Page): readonly Row[]
  next(page: Page): string | number | null | undefined
  readonly everyMs?: number
}

/** Pages by cursor as one growing list. */
export function usePages<Page, Row>(paging: Paging<Page, Row>) {
  const { client, apiUrl } = useSystem()
  const query = useInfiniteQuery({
    queryKey: [...keyOf(apiUrl, paging.path(null)), 'pages'],
    queryFn: ({ pageParam }) => client.get<Page>(paging.path(pageParam)),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => asCursor(paging.next(page)),
    refetchInterval: paging.everyMs,
  })
  const more = () => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
  }
  const pages = query.data?.pages ?? []
  return { query, pages, rows: pages.flatMap((page) => paging.rows(page)), more }
}

const asCursor = (next: string | number | null | undefined) => (next == null ? null : String(next))

interface ChangeOptions<Asked, Answer> {
  /** Answers whose path begins with one of these are asked for again. */
  readonly refreshes?: readonly string[]
  done?(answer: Answer, asked: Asked): void
  /** The form that asked shows the problem itself; otherwise it becomes a toast. */
  readonly showsProblem?: boolean
}

/** A change by a person: runs once, refreshes what it changed, and never fails silently. */
export function useChange<Asked = void, Answer = unknown>(
  run: (client: ApiClient, asked: Asked) => Promise<Answer>,
  { refreshes = [], done, showsProblem = false }: ChangeOptions<Asked, Answer> = {},
) {
  const { client } = useSystem()
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (asked: Asked) => run(client, asked),
    retry: false,
    onSuccess: async (answer, asked) => {
      await refresh(refreshes)
      done?.(answer, asked)
    },
    onError: (error) => {
      // What failed may have been done all the same: an answer can be lost, a change stop half-way.
      void refresh(refreshes)
      const { title, detail } = asProblem(error)
      if (!showsProblem) toast({ text: `${title}. ${detail}`, isProblem: true })
    },
  })
}

/** Asks again for every answer whose path begins with one of the prefixes. */
export function useRefresh(): (prefixes: readonly string[]) => Promise<void> {
  const queries = useQueryClient()
  return (prefixes) =>
    queries.invalidateQueries({
      predicate: ({ queryKey }) => prefixes.some((prefix) => isUnder(queryKey, prefix)),
    })
}

const keyOf = (apiUrl: string, path: string) => ['api', apiUrl, path] as const

function isUnder([kind, , path]: QueryKey, prefix: string): boolean {
  return kind === 'api' && typeof path === 'string' && path.startsWith(prefix)
}
