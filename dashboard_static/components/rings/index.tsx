'use client'

import dynamic from 'next/dynamic'
import { PARTS } from '@/components/shell/parts'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Rings = dynamic(PARTS.rings, {
  ssr: false,
  loading: ScreenSkeleton,
})
