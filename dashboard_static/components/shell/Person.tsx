'use client'

import { UserRound } from 'lucide-react'
import Link from 'next/link'
import { usePreferences } from '@/lib/preferences/preferences'

/** Who is at this desk; opens Settings, where the name is told. */
export function Person() {
  const name = usePreferences((preferences) => preferences.name)
  return (
    <Link
      href="/settings/"
      prefetch={false}
      title="Your name and settings"
      className="flex h-8 items-center gap-2 rounded-md px-2 text-muted transition-colors hover:bg-raised hover:text-text"
    >
      <UserRound aria-hidden="true" className="size-4 shrink-0" />
      <span data-testid="person" className="max-w-28 truncate max-md:sr-only">
        {name || 'Settings'}
      </span>
    </Link>
  )
}
