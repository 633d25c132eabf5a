'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { createContext, useContext, useEffect, useMemo, useState } from 'react'
import { apiUrl, socketUrl, trafficPath } from '@/lib/api/addresses'
import type { ApiClient } from '@/lib/api/client'
import { apiClient } from '@/lib/api/client'
import type { RuntimeConfig } from '@/lib/api/config'
import { fetchConfig } from '@/lib/api/config'
import type { Traffic } from '@/lib/api/messages'
import { openSocket } from '@/lib/api/socket'
import { FeedConnection } from '@/lib/feed/connection'
import { FeedStore } from '@/lib/feed/feedStore'
import { browserSchedule } from '@/lib/feed/schedule'
import { usePreferences } from '@/lib/preferences/preferences'
import { useToken } from './token'

export interface System {
  readonly config: RuntimeConfig
  readonly apiUrl: string
  readonly client: ApiClient
  readonly feed: FeedStore
  readonly connection: FeedConnection
}

export type SystemState =
  | { readonly status: 'loading' }
  | { readonly status: 'failed'; readonly error: Error; retry(): void }
  | { readonly status: 'signed-out'; readonly config: RuntimeConfig }
  | { readonly status: 'ready'; readonly config: RuntimeConfig; readonly system: System }

const SystemContext = createContext<SystemState>({ status: 'loading' })

/** Config first, then the token if one is asked for, then one feed and one connection for all screens. */
export function SystemProvider({ children }: { children: ReactNode }) {
  const query = useQuery({ queryKey: ['config'], queryFn: fetchConfig, staleTime: Infinity })
  const token = useToken()
  const config = query.data
  const isSignedOut = config?.sign_in === 'token' && token === null
  const system = useConnectedSystem(isSignedOut ? undefined : config, token)

  const state = useMemo<SystemState>(() => {
    if (query.error)
      return { status: 'failed', error: query.error, retry: () => void query.refetch() }
    if (config && isSignedOut) return { status: 'signed-out', config }
    if (config && system) return { status: 'ready', config, system }
    return { status: 'loading' }
  }, [query, config, isSignedOut, system])
  return <SystemContext value={state}>{children}</SystemContext>
}

function useConnectedSystem(config: RuntimeConfig | undefined, token: string | null) {
  const [system, setSystem] = useState<System | null>(null)
  useEffect(() => {
    if (!config) return
    const made = connectSystem(config, token)
    // eslint-disable-next-line react-hooks/set-state-in-effect -- a connection is made, not derived
    setSystem(made)
    made.connection.start()
    const online = () => made.connection.start()
    window.addEventListener('online', online)
    return () => {
      window.removeEventListener('online', online)
      made.connection.stop()
      setSystem(null)
    }
  }, [config, token])
  return system
}

function connectSystem(config: RuntimeConfig, token: string | null): System {
  const url = apiUrl(config, location.origin)
  const name = () => usePreferences.getState().name
  const client = apiClient(url, { token, name })
  const feed = new FeedStore(browserSchedule)
  const connection = new FeedConnection(feed, {
    openSocket: (handlers) => openSocket(socketUrl(config, location.origin, token), handlers),
    fetchPage: (page) => client.alerts(page),
    fetchTraffic: (seconds) => client.get<Traffic>(trafficPath(seconds)),
    nowMs: () => Date.now(),
    random: () => Math.random(),
  })
  return { config, apiUrl: url, client, feed, connection }
}

export function useSystemState(): SystemState {
  return useContext(SystemContext)
}

/** For what is only rendered once the system is ready (see components/shell/Gate). */
export function useSystem(): System {
  const state = useSystemState()
  if (state.status !== 'ready') throw new Error('rendered before the system was ready')
  return state.system
}
