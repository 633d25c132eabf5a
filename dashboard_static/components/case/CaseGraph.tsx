'use client'

import { Network, Unplug } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { GraphExplorer } from '@/components/graph'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { ButtonLink } from '@/components/ui/buttons'
import { KeyHint } from '@/components/ui/Key'
import { Panel } from '@/components/ui/Panel'
import { entityLink, ringLink } from '@/lib/api/addresses'
import { entityGraphPath } from '@/lib/api/entities'
import { ApiError } from '@/lib/api/http'
import type { Alert, Case, EntityGraph } from '@/lib/api/messages'
import { ringGraphPath } from '@/lib/api/rings'
import { useRead } from '@/lib/api/useApi'
import { keyOf } from '@/lib/graph/drawing'
import { useKeys } from '@/lib/keyboard/useKeys'

const NODES_ASKED = 24

interface CaseGraphProps {
  case: Case
  /** The payment whose reasons are on screen; null where the case is about a ring alone. */
  shown: Alert | null
  className?: string
}

/** Who is around the payer within two hops, or the ring where no payment is the matter. */
export function CaseGraph({ case: { anchors }, shown, className }: CaseGraphProps) {
  const router = useRouter()
  const ring = anchors.find(({ type }) => type === 'ring')?.id
  const user = shown?.user_id ?? anchors.find(({ type }) => type === 'user')?.id
  const path = user ? entityGraphPath('user', user, NODES_ASKED) : ring && ringGraphPath(ring)
  const explorer = ring ? ringLink(ring) : user && entityLink('user', user)
  useKeys(explorer ? { graph: () => router.push(explorer) } : {})
  return (
    <Panel
      title="Linked entities, two hops"
      className={className}
      aside={
        explorer && (
          <ButtonLink href={explorer} look="quiet" icon={Network} prefetch={false}>
            {ring ? 'Open the ring' : 'Open the user'} <KeyHint action="graph" />
          </ButtonLink>
        )
      }
    >
      {path ? (
        <Around key={path} path={path} user={user} name={user ?? `ring-${ring}`} />
      ) : (
        <Nobody />
      )}
    </Panel>
  )
}

interface AroundProps {
  path: string
  user: string | undefined
  name: string
}

function Around({ path, user, name }: AroundProps) {
  const query = useRead<EntityGraph>(path)
  const isUnknown = query.error instanceof ApiError && query.error.problem.status === 404
  if (isUnknown) return <Nobody />
  return (
    <PanelAnswer query={query} title="The graph could not be loaded">
      {(graph) =>
        graph.nodes.length < 2 ? (
          <Nobody />
        ) : (
          <GraphExplorer
            graph={graph}
            name={name}
            subject={user ? keyOf({ entity: 'user', entity_id: user }) : null}
            isCompact
          />
        )
      }
    </PanelAnswer>
  )
}

function Nobody() {
  return (
    <EmptyState icon={Unplug} title="Nobody is tied to it">
      No card, device or address ties this user to anybody.
    </EmptyState>
  )
}
