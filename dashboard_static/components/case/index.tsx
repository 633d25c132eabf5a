'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Cases = dynamic(() => import('./CaseScreen').then((module) => module.CaseScreen), {
  ssr: false,
  loading: ScreenSkeleton,
})
