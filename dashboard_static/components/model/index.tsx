'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Model = dynamic(() => import('./ModelScreen').then((module) => module.ModelScreen), {
  ssr: false,
  loading: ScreenSkeleton,
})
