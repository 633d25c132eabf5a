'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Threats = dynamic(
  () => import('./ThreatsScreen').then((module) => module.ThreatsScreen),
  { ssr: false, loading: ScreenSkeleton },
)
