'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const People = dynamic(
  () => import('./PeopleScreen').then((module) => module.PeopleScreen),
  { ssr: false, loading: ScreenSkeleton },
)
