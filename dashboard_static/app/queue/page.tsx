import type { Metadata } from 'next'
import { Queue } from '@/components/queue'

export const metadata: Metadata = { title: 'Queue' }

/** The case in the pane is `?case=`. */
export default function QueuePage() {
  return <Queue />
}
