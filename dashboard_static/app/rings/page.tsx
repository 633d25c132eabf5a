import type { Metadata } from 'next'
import { Rings } from '@/components/rings'

export const metadata: Metadata = { title: 'Rings' }

/** The ring that is open is `?ring=`. */
export default function RingsPage() {
  return <Rings />
}
