'use client'

import dynamic from 'next/dynamic'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const Audit = dynamic(() => import('./AuditScreen').then((module) => module.AuditScreen), {
  ssr: false,
  loading: ScreenSkeleton,
})
