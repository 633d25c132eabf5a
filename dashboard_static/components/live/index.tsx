'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Live = dynamic(() => import('./LiveScreen').then((module) => module.LiveScreen), {
  ssr: false,
  loading: ScreenSkeleton,
})
