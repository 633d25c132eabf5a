'use client'

import dynamic from 'next/dynamic'
import { PanelSkeleton } from '@/components/states/Skeleton'

/** Thresholds and drafts tried on what was decided; stands in the rules screen. */
export const WhatIfBench = dynamic(
  () => import('./WhatIfBench').then((module) => module.WhatIfBench),
  { ssr: false, loading: () => <PanelSkeleton /> },
)
