import type { Metadata } from 'next'
import { Cases } from '@/components/case'

export const metadata: Metadata = { title: 'Cases' }

/** All cases, or with `?id=` one of them. */
export default function CasePage() {
  return <Cases />
}
