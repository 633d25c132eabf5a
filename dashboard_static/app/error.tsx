'use client'

import { ProblemNotice } from '@/components/states/ProblemNotice'
import { asProblem } from '@/lib/api/http'

/** A screen that failed stands alone: the bars and the feed go on around it. */
export default function ScreenError({ error, reset }: { error: Error; reset(): void }) {
  const isUnreached = error.name === 'ChunkLoadError'
  return (
    <ProblemNotice
      title={isUnreached ? 'This screen could not be fetched' : 'This screen failed'}
      problem={asProblem(error)}
      // What failed to load is remembered as failed until the page is loaded anew.
      onRetry={isUnreached ? () => location.reload() : reset}
    >
      {isUnreached && 'It needs a part that is not here yet, and the server could not be reached.'}
    </ProblemNotice>
  )
}
