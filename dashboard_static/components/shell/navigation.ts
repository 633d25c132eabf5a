import type { LucideIcon } from 'lucide-react'
import { Activity } from 'lucide-react'

export interface Screen {
  readonly name: string
  readonly path: string
  readonly icon: LucideIcon
  /** Paths that belong to this screen though they lie elsewhere, such as a detail page. */
  readonly covers?: readonly string[]
}

/** A new screen is a folder in app/ and a row here: the side bar and the palette follow. */
export const NAVIGATION: readonly { section: string; screens: readonly Screen[] }[] = [
  {
    section: 'Monitor',
    screens: [{ name: 'Live', path: '/', icon: Activity, covers: ['/alert/'] }],
  },
]

export function isCurrent(screen: Screen, pathname: string): boolean {
  const here = pathname.endsWith('/') ? pathname : `${pathname}/`
  return here === screen.path || (screen.covers?.includes(here) ?? false)
}
