'use client'

import dynamic from 'next/dynamic'
import { AlertSkeleton } from './AlertSkeleton'

export const AlertDetail = dynamic(
  () => import('./AlertScreen').then((module) => module.AlertScreen),
  { ssr: false, loading: AlertSkeleton },
)
