'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Queue = dynamic(() => import('./QueueScreen').then((module) => module.QueueScreen), {
  ssr: false,
  loading: ScreenSkeleton,
})
