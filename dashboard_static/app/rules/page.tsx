import type { Metadata } from 'next'
import { Rules } from '@/components/rules'

export const metadata: Metadata = { title: 'Rules and lists' }

export default function RulesPage() {
  return <Rules />
}
