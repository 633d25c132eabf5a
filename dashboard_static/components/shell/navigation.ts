import type { LucideIcon } from 'lucide-react'
import {
  Activity,
  BrainCircuit,
  Fingerprint,
  FolderOpen,
  HeartPulse,
  Inbox,
  Network,
  Scale,
  ScrollText,
  Settings,
  TrendingUp,
  Users,
  Waypoints,
} from 'lucide-react'
import type { ComponentType } from 'react'
import { QueueBadge } from './QueueBadge'

export interface ScreenEntry {
  readonly name: string
  readonly path: string
  readonly icon: LucideIcon
  /** What one finds there, for the palette. */
  readonly about: string
  /** Paths that belong to this screen though they lie elsewhere, such as a detail page. */
  readonly covers?: readonly string[]
  /** A small number beside the name, such as how many cases wait. */
  readonly badge?: ComponentType
}

export interface Section {
  readonly section: string
  readonly screens: readonly ScreenEntry[]
}

/** A new screen is a folder in app/ and a row here: the side bar and the palette follow. */
export const NAVIGATION: readonly Section[] = [
  {
    section: 'Monitor',
    screens: [
      {
        name: 'Live',
        path: '/',
        icon: Activity,
        about: 'decisions and alerts as they happen',
        covers: ['/live/', '/alert/'],
      },
      {
        name: 'Queue',
        path: '/queue/',
        icon: Inbox,
        about: 'what waits for an analyst, the most urgent first',
        badge: QueueBadge,
      },
      {
        name: 'Health',
        path: '/health/',
        icon: HeartPulse,
        about: 'latency, the queue, dead letters, what was decided degraded',
      },
    ],
  },
  {
    section: 'Investigate',
    screens: [
      {
        name: 'Cases',
        path: '/case/',
        icon: FolderOpen,
        about: 'every case, open or closed',
      },
      {
        name: 'Entities',
        path: '/entity/',
        icon: Fingerprint,
        about: 'a user, card, device, address or merchant: windows, risk, neighbours',
      },
      {
        name: 'Rings',
        path: '/rings/',
        icon: Network,
        about: 'users tied together by what they share',
      },
      {
        name: 'Flow',
        path: '/flow/',
        icon: Waypoints,
        about: 'where money goes: payers, cards, merchants',
      },
      {
        name: 'Threats',
        path: '/threats/',
        icon: TrendingUp,
        about: 'what departs from its own normal and from its peers',
      },
    ],
  },
  {
    section: 'Govern',
    screens: [
      {
        name: 'Rules and lists',
        path: '/rules/',
        icon: Scale,
        about: 'what decides beside the model, and whom it blocks',
      },
      {
        name: 'Model',
        path: '/model/',
        icon: BrainCircuit,
        about: 'active and shadow, metrics, drift',
      },
      {
        name: 'Audit',
        path: '/audit/',
        icon: ScrollText,
        about: 'who changed what, and when: sealed entry to entry',
      },
      {
        name: 'People',
        path: '/people/',
        icon: Users,
        about: 'who may come in, and what each may do',
      },
      {
        name: 'Settings',
        path: '/settings/',
        icon: Settings,
        about: 'shortcuts, theme, density and your name',
      },
    ],
  },
]

export function isCurrent(screen: ScreenEntry, pathname: string): boolean {
  const here = pathname.endsWith('/') ? pathname : `${pathname}/`
  return here === screen.path || (screen.covers?.includes(here) ?? false)
}
