'use client'

import type { ReactNode } from 'react'
import { useEffect, useRef } from 'react'
import { ProblemNotice } from '@/components/states/ProblemNotice'
import { ScreenSkeleton } from '@/components/states/Skeleton'
import { asProblem } from '@/lib/api/client'
import { useSystemState } from '@/lib/system/SystemProvider'
import { refuseToken } from '@/lib/system/token'
import { useConnection } from '@/lib/system/useFeed'
import { DisconnectedBanner } from './DisconnectedBanner'
import { SignIn } from './SignIn'
import { useScreenFocus } from './useScreenFocus'
import { useWarmUp } from './useWarmUp'

/** Screens see only a ready system; what comes before is designed here once. */
export function Gate({ children }: { children: ReactNode }) {
  const state = useSystemState()
  const main = useRef<HTMLElement>(null)
  useScreenFocus(main, state.status === 'signed-out')
  return (
    <>
      {state.status === 'ready' && <DisconnectedBanner />}
      <main
        ref={main}
        id="main"
        tabIndex={-1}
        className="relative min-h-0 flex-1 overflow-y-auto outline-none"
      >
        {state.status === 'loading' && <ScreenSkeleton />}
        {state.status === 'signed-out' && <SignIn environment={state.config.environment} />}
        {state.status === 'failed' && (
          <ProblemNotice
            title="The dashboard could not read its configuration"
            problem={asProblem(state.error)}
            onRetry={state.retry}
          >
            It looks for <code className="font-mono">config.json</code> beside its own files.
          </ProblemNotice>
        )}
        {state.status === 'ready' && <SignedIn>{children}</SignedIn>}
      </main>
    </>
  )
}

function SignedIn({ children }: { children: ReactNode }) {
  const { phase } = useConnection()
  const isRefused = phase === 'unauthorised'
  useWarmUp()
  useEffect(() => {
    if (isRefused) refuseToken()
  }, [isRefused])
  return children
}
