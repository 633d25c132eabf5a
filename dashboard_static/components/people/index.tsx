'use client'

import dynamic from 'next/dynamic'
import { PARTS } from '@/components/shell/parts'
import { ScreenSkeleton } from '@/components/states/Skeleton'

export const People = dynamic(PARTS.people, { ssr: false, loading: ScreenSkeleton })
