'use client'

import { UserRound } from 'lucide-react'
import Link from 'next/link'
import { useMe } from '@/lib/system/useMe'

/** Who is at this desk, as the API sees them; opens Settings. */
export function Person() {
  const me = useMe()
  return (
    <Link
      href="/settings/"
      prefetch={false}
      title={me ? `${me.name}, ${me.role}: settings` : 'Settings'}
      className="flex h-8 items-center gap-2 rounded-md px-2 text-muted transition-colors hover:bg-raised hover:text-text"
    >
      <UserRound aria-hidden="true" className="size-4 shrink-0" />
      <span data-testid="person" className="flex max-w-32 flex-col leading-4 max-md:sr-only">
        <span className="truncate text-text">{me?.name ?? 'Settings'}</span>
        {me && <span className="truncate text-xs">{me.role}</span>}
      </span>
    </Link>
  )
}
