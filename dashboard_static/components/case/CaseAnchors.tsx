'use client'

import { Network } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { EntityLink } from '@/components/risk/EntityLink'
import { ButtonLink } from '@/components/ui/buttons'
import { KeyHint } from '@/components/ui/Key'
import { Panel } from '@/components/ui/Panel'
import { entityLink, ringLink } from '@/lib/api/addresses'
import type { Case } from '@/lib/api/messages'
import { useKeys } from '@/lib/keyboard/useKeys'
import { plural } from '@/lib/format/numbers'

const SHOWN = 8

/** What ties the alerts together, and the way to the graph behind it. */
export function CaseAnchors({ case: { anchors } }: { case: Case }) {
  const router = useRouter()
  const ring = anchors.find(({ type }) => type === 'ring')
  const user = anchors.find(({ type }) => type === 'user')
  const graph = ring ? ringLink(ring.id) : user ? entityLink('user', user.id) : null
  useKeys(graph ? { graph: () => router.push(graph) } : {})
  return (
    <Panel
      title="Whom it is about"
      aside={
        graph && (
          <ButtonLink href={graph} look="quiet" icon={Network} prefetch={false}>
            {ring ? 'Open the ring' : 'Open the graph'} <KeyHint action="graph" />
          </ButtonLink>
        )
      }
    >
      <ul className="flex flex-col gap-1 px-3.5 py-2.5">
        {anchors.slice(0, SHOWN).map(({ type, id }) => (
          <li key={`${type} ${id}`} className="flex min-w-0 items-center gap-2">
            {type === 'ring' ? (
              <Link
                href={ringLink(id)}
                prefetch={false}
                className="font-mono text-sm underline-offset-2 hover:underline"
              >
                ring {id}
              </Link>
            ) : (
              <EntityLink type={type} id={id} />
            )}
          </li>
        ))}
        {anchors.length > SHOWN && (
          <li className="text-sm text-muted">and {plural(anchors.length - SHOWN, 'other')}</li>
        )}
      </ul>
    </Panel>
  )
}
