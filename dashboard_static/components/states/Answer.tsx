'use client'

import { RotateCw, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/buttons'
import { asProblem } from '@/lib/api/http'
import { ProblemNotice } from './ProblemNotice'
import { PanelSkeleton, ScreenSkeleton } from './Skeleton'

interface Asked<T> {
  readonly data: T | undefined
  readonly error: Error | null
  refetch(): unknown
}

interface AnswerProps<T> {
  /** A query of `useRead`, `usePages` or useQuery itself. */
  query: Asked<T>
  /** What could not be loaded, as a sentence: "The rings could not be loaded". */
  title: string
  skeleton?: ReactNode
  children(data: T): ReactNode
}

/** A whole screen that waits for one answer: loading, refused, or there. */
export function ScreenAnswer<T>({ query, title, skeleton, children }: AnswerProps<T>) {
  if (query.data !== undefined)
    return (
      <>
        {query.error && <Stale query={query} />}
        {children(query.data)}
      </>
    )
  if (query.error)
    return (
      <ProblemNotice
        title={title}
        problem={asProblem(query.error)}
        onRetry={() => void query.refetch()}
      />
    )
  return skeleton ?? <ScreenSkeleton />
}

/** The same within a panel: one part that fails leaves the others standing. */
export function PanelAnswer<T>({ query, title, skeleton, children }: AnswerProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (!query.error) return skeleton ?? <PanelSkeleton />
  const { detail } = asProblem(query.error)
  return (
    <div role="alert" className="flex flex-col items-start gap-2 p-3.5">
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
        {title}
      </p>
      <p className="text-muted [overflow-wrap:anywhere]">{detail}</p>
      <Button icon={RotateCw} onClick={() => void query.refetch()}>
        Try again
      </Button>
    </div>
  )
}

/** The last answer stays on screen, and says that it is the last. */
function Stale<T>({ query }: { query: Asked<T> }) {
  return (
    <div
      role="alert"
      className="flex items-center gap-3 border-b border-control bg-raised px-4 py-2"
    >
      <TriangleAlert aria-hidden="true" className="size-4 shrink-0" />
      <span>
        <strong className="font-semibold">This may be out of date.</strong>{' '}
        {query.error && asProblem(query.error).detail}
      </span>
      <Button className="ml-auto" onClick={() => void query.refetch()}>
        Try again
      </Button>
    </div>
  )
}
