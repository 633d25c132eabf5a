'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Settings = dynamic(
  () => import('./SettingsScreen').then((module) => module.SettingsScreen),
  { ssr: false, loading: ScreenSkeleton },
)
