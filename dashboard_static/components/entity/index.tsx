'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Entity = dynamic(
  () => import('./EntityScreen').then(({ EntityScreen }) => EntityScreen),
  {
    ssr: false,
    loading: ScreenSkeleton,
  },
)
