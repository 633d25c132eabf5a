import type { Metadata } from 'next'
import { AlertDetail } from '@/components/alert'

export const metadata: Metadata = { title: 'Alert' }

/** `?id=` rather than a path segment: a static export cannot know the transactions. */
export default function AlertPage() {
  return <AlertDetail />
}
