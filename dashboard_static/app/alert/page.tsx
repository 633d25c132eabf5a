import type { Metadata } from 'next'
import { Suspense } from 'react'
import { AlertScreen } from '@/components/alert/AlertScreen'
import { AlertSkeleton } from '@/components/alert/AlertSkeleton'

export const metadata: Metadata = { title: 'Alert' }

/** `?id=` rather than a path segment: a static export cannot know the transactions. */
export default function AlertPage() {
  return (
    <Suspense fallback={<AlertSkeleton />}>
      <AlertScreen />
    </Suspense>
  )
}
