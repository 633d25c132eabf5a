import type { Metadata } from 'next'
import { Live } from '@/components/live'

export const metadata: Metadata = { title: 'Live' }

/** Live is the first screen; this is its address beside the others'. */
export default function LivePage() {
  return <Live />
}
