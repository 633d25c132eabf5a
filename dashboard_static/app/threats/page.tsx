import type { Metadata } from 'next'
import { Threats } from '@/components/threats'

export const metadata: Metadata = { title: 'Threats' }

/** The threat in the pane is `?threat=`. */
export default function ThreatsPage() {
  return <Threats />
}
