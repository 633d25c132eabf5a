'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Rules = dynamic(() => import('./RulesScreen').then((module) => module.RulesScreen), {
  ssr: false,
  loading: ScreenSkeleton,
})
