'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const SystemVitals = dynamic(
  () => import('./HealthScreen').then((module) => module.HealthScreen),
  { ssr: false, loading: ScreenSkeleton },
)
