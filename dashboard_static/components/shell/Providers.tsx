'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useEffect, useLayoutEffect, useState } from 'react'
import { ApiError } from '@/lib/api/client'
import { usePreferences } from '@/lib/preferences/preferences'
import { useTheme } from '@/lib/preferences/useTheme'
import { SystemProvider } from '@/lib/system/SystemProvider'
import { refuseToken } from '@/lib/system/token'

export function Providers({ children }: { children: ReactNode }) {
  const [queries] = useState(makeQueryClient)
  const theme = useTheme()
  useEffect(() => void usePreferences.persist.rehydrate(), [])
  // Before any other effect: charts read their colours off the page when the theme changes.
  useLayoutEffect(() => {
    // Not before the stored choice is read: the boot script has set the right theme already.
    if (usePreferences.persist.hasHydrated()) document.documentElement.dataset.theme = theme
  }, [theme])
  return (
    <QueryClientProvider client={queries}>
      <SystemProvider>{children}</SystemProvider>
    </QueryClientProvider>
  )
}

function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        refetchOnWindowFocus: false,
        // An answer will not change by asking again; silence may.
        retry: (failures, error) =>
          failures < 2 && !(error instanceof ApiError && isFinal(error.problem.status)),
      },
    },
  })
  client.getQueryCache().subscribe((event) => {
    // Only as it happens: an error that is still remembered says nothing about a new token.
    if (event.type !== 'updated' || event.action.type !== 'error') return
    const { error } = event.action
    if (error instanceof ApiError && error.problem.status === 401) refuseToken()
  })
  return client
}

const isFinal = (status: number) => status >= 400 && status < 500 && status !== 429
