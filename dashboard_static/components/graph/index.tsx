'use client'

import dynamic from 'next/dynamic'
import { PanelSkeleton } from '@/components/states/Skeleton'

/** The explorer with its graph library: loaded only where a graph is on screen. */
export const GraphExplorer = dynamic(
  () => import('./GraphExplorer').then((module) => module.GraphExplorer),
  { ssr: false, loading: () => <PanelSkeleton /> },
)
