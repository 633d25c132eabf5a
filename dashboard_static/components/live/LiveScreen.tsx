'use client'

import { ProblemNotice } from '@/components/states/ProblemNotice'
import { ScreenSkeleton } from '@/components/states/Skeleton'
import { useSystem } from '@/lib/system/SystemProvider'
import { useConnection, useFeedFact } from '@/lib/system/useFeed'
import { AlertFeed } from './AlertFeed'
import { FirstAlert } from './FirstAlert'
import { KpiTiles } from './KpiTiles'
import { ReasonsFiring } from './ReasonsFiring'
import { RingLeaders } from './RingLeaders'
import { Welcome } from './Welcome'
import { TrafficPanel } from './TrafficPanel'

export function LiveScreen() {
  const { connection } = useSystem()
  const { problem } = useConnection()
  const hasHistory = useFeedFact((feed) => feed.hasHistory)
  const isEmpty = useFeedFact((feed) => feed.ring.size === 0)
  if (!hasHistory && problem)
    return (
      <ProblemNotice
        title="The alerts could not be loaded"
        problem={problem}
        onRetry={connection.start}
      >
        Ringfence tries again by itself. Decisions are not affected: they do not depend on this
        page.
      </ProblemNotice>
    )
  if (!hasHistory) return <ScreenSkeleton />
  return (
    <div className="flex min-h-full flex-col gap-3 p-4 lg:h-full lg:min-h-[620px]">
      <h1 className="sr-only">Live</h1>
      <Welcome />
      <KpiTiles />
      {isEmpty ? <FirstAlert /> : <Traffic />}
    </div>
  )
}

function Traffic() {
  return (
    <div className="grid min-h-0 flex-1 gap-3 lg:grid-cols-[minmax(0,1fr)_clamp(264px,23vw,340px)] lg:grid-rows-[clamp(180px,27vh,260px)_minmax(0,1fr)]">
      <TrafficPanel />
      <RingLeaders />
      <AlertFeed />
      <ReasonsFiring />
    </div>
  )
}
