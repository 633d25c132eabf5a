import type { Metadata } from 'next'
import { Flow } from '@/components/flow'

export const metadata: Metadata = { title: 'Flow' }

export default function FlowPage() {
  return <Flow />
}
