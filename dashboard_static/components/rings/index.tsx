'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Rings = dynamic(() => import('./RingsScreen').then((module) => module.RingsScreen), {
  ssr: false,
  loading: ScreenSkeleton,
})
