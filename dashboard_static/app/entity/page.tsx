import type { Metadata } from 'next'
import { Entity } from '@/components/entity'

export const metadata: Metadata = { title: 'Entity' }

/** `?type=device&id=…`: a static export cannot know the entities. */
export default function EntityPage() {
  return <Entity />
}
