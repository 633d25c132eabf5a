'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useSystemState } from '@/lib/system/SystemProvider'
import { Logo } from './Logo'
import { SystemHealth } from './SystemHealth'
import type { ScreenEntry } from './navigation'
import { isCurrent, NAVIGATION } from './navigation'

export function SideBar() {
  return (
    <nav
      aria-label="Screens"
      className="flex w-14 shrink-0 flex-col border-r border-line bg-surface lg:w-[200px]"
    >
      <Link
        href="/"
        className="flex h-12 shrink-0 items-center gap-2.5 border-b border-line px-4 text-lg font-semibold tracking-tight"
      >
        <Logo className="size-[22px] shrink-0" />
        <span className="max-lg:sr-only">Ringfence</span>
      </Link>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 py-3">
        {NAVIGATION.filter(({ screens }) => screens.length > 0).map(({ section, screens }) => (
          <section key={section} aria-label={section} className="mb-4">
            <p aria-hidden="true" className="px-2 pb-1.5 text-xs text-muted max-lg:hidden">
              {section}
            </p>
            {screens.map((screen) => (
              <ScreenLink key={screen.path} screen={screen} />
            ))}
          </section>
        ))}
      </div>
      <SystemHealth />
    </nav>
  )
}

function ScreenLink({ screen }: { screen: ScreenEntry }) {
  const pathname = usePathname()
  const isReady = useSystemState().status === 'ready'
  return (
    <Link
      href={screen.path}
      prefetch={false}
      title={screen.name}
      aria-current={isCurrent(screen, pathname) ? 'page' : undefined}
      className="flex h-8 items-center gap-2.5 rounded-md px-2 text-muted transition-colors hover:bg-raised hover:text-text aria-[current]:bg-accent/15 aria-[current]:font-medium aria-[current]:text-text"
    >
      <screen.icon aria-hidden="true" className="size-4 shrink-0" />
      <span className="flex-1 truncate max-lg:sr-only">{screen.name}</span>
      {screen.badge && isReady && (
        <span className="rounded bg-raised px-1.5 font-mono text-xs text-text empty:hidden max-lg:hidden">
          <screen.badge />
        </span>
      )}
    </Link>
  )
}
