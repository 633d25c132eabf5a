import type { Metadata } from 'next'
import { SystemVitals } from '@/components/health'

export const metadata: Metadata = { title: 'Health' }

export default function HealthPage() {
  return <SystemVitals />
}
