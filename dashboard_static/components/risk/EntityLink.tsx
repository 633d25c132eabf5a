'use client'

import Link from 'next/link'
import { entityLink } from '@/lib/api/addresses'
import type { EntityType } from './EntityMark'
import { EntityMark } from './EntityMark'

interface EntityLinkProps {
  type: EntityType
  id: string
  className?: string
  /** Off in a column whose head says the type. */
  hasMark?: boolean
}

/** An entity by shape and id; opens its page. Above a row that is a link itself, it keeps its own. */
export function EntityLink({ type, id, className = '', hasMark = true }: EntityLinkProps) {
  return (
    <Link
      href={entityLink(type, id)}
      prefetch={false}
      title={`${type} ${id}`}
      className={`relative z-10 inline-flex min-w-0 max-w-full items-center gap-1.5 rounded-sm align-middle font-mono text-sm underline-offset-2 hover:underline ${className}`}
    >
      {hasMark && <EntityMark type={type} />}
      <span className="sr-only">{type} </span>
      <span className="truncate">{id}</span>
    </Link>
  )
}
