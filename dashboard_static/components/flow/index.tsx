'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Flow = dynamic(() => import('./FlowScreen').then((module) => module.FlowScreen), {
  ssr: false,
  loading: ScreenSkeleton,
})
