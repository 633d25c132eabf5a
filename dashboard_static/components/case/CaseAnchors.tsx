'use client'

import { Network } from 'lucide-react'
import Link from 'next/link'
import { EntityLink } from '@/components/risk/EntityLink'
import { ringLink } from '@/lib/api/addresses'
import type { Case } from '@/lib/api/messages'
import { plural } from '@/lib/format/numbers'

const SHOWN = 4

/** What ties the alerts of the case together: the ring first, then users and devices. */
export function CaseAnchors({ case: { anchors } }: { case: Case }) {
  const rest = anchors.length - SHOWN
  return (
    <ul
      aria-label="Whom it is about"
      data-testid="anchors"
      className="mt-1.5 flex flex-wrap items-center gap-x-4 gap-y-1"
    >
      {anchors.slice(0, SHOWN).map(({ type, id }) => (
        <li key={`${type} ${id}`} className="flex min-w-0">
          {type === 'ring' ? (
            <Link
              href={ringLink(id)}
              prefetch={false}
              className="inline-flex items-center gap-1.5 font-mono text-sm underline-offset-2 hover:underline"
            >
              <Network aria-hidden="true" className="size-3.5 shrink-0 text-muted" />
              <span className="font-sans">ring</span> {id}
            </Link>
          ) : (
            <EntityLink type={type} id={id} />
          )}
        </li>
      ))}
      {rest > 0 && <li className="text-sm text-muted">and {plural(rest, 'other')}</li>}
    </ul>
  )
}
