'use client'

import dynamic from 'next/dynamic'
import { PARTS } from '@/components/shell/parts'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Queue = dynamic(PARTS.queue, {
  ssr: false,
  loading: ScreenSkeleton,
})
