'use client'

import dynamic from 'next/dynamic'
import { PARTS } from '@/components/shell/parts'
import { AlertSkeleton } from './AlertSkeleton'

export const AlertDetail = dynamic(PARTS.alert, { ssr: false, loading: AlertSkeleton })
