'use client'

import { Expand, Pin, PinOff, Route, X } from 'lucide-react'
import Link from 'next/link'
import type { UseQueryResult } from '@tanstack/react-query'
import { EntityLink } from '@/components/risk/EntityLink'
import { RiskChip } from '@/components/risk/RiskChip'
import { PanelAnswer } from '@/components/states/Answer'
import { Button, IconButton } from '@/components/ui/buttons'
import { ringLink } from '@/lib/api/addresses'
import type { GraphNode, PathAnswer } from '@/lib/api/messages'
import { plural } from '@/lib/format/numbers'
import { levelOf } from '@/lib/risk/level'
import { standingOf } from './GraphTable'

interface GraphFactsProps {
  node: GraphNode
  other: GraphNode | null
  way: UseQueryResult<PathAnswer>
  isPinned: boolean
  isExpanding: boolean
  isChoosing: boolean
  onPin(): void
  onExpand(): void
  onChooseOther(): void
  onClose(): void
}

/** What is known of the chosen node, or of the way between the two that are chosen. */
export function GraphFacts(props: GraphFactsProps) {
  const { node, other, way, onClose } = props
  return (
    <section aria-label="Chosen" data-testid="graph-facts" className="flex flex-col gap-2.5 p-3">
      <div className="flex items-start gap-2">
        <p className="min-w-0 flex-1 pt-1.5 font-semibold">
          {other ? 'The way between' : 'Chosen'}
        </p>
        <IconButton label="Close" icon={X} onClick={onClose} />
      </div>
      <Fact node={node} />
      {other && <Fact node={other} />}
      {other ? <Way way={way} /> : <Actions {...props} />}
    </section>
  )
}

function Fact({ node }: { node: GraphNode }) {
  const { entity, entity_id, score, users, ring_id } = node
  const said = [
    ...standingOf(node),
    ...(users === null ? [] : [`used by ${plural(users, 'user')}`]),
  ]
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center gap-2">
        <EntityLink type={entity} id={entity_id} className="flex-1" />
        {score !== null && <RiskChip score={score} level={levelOf(score)} />}
      </div>
      <p className="text-sm text-muted">
        {entity}
        {said.map((each) => `, ${each}`)}
        {ring_id !== null && (
          <>
            {', in '}
            <Link href={ringLink(ring_id)} prefetch={false} className="font-mono underline">
              ring {ring_id}
            </Link>
          </>
        )}
      </p>
    </div>
  )
}

function Actions(props: GraphFactsProps) {
  const { node, isPinned, isExpanding, isChoosing, onPin, onExpand, onChooseOther } = props
  return (
    <>
      <div className="flex flex-wrap gap-1.5">
        {node.entity !== 'merchant' && (
          <Button icon={Expand} onClick={onExpand} disabled={isExpanding}>
            Expand
          </Button>
        )}
        <Button icon={isPinned ? PinOff : Pin} aria-pressed={isPinned} onClick={onPin}>
          {isPinned ? 'Unpin' : 'Pin'}
        </Button>
        {node.entity !== 'merchant' && (
          <Button icon={Route} aria-pressed={isChoosing} onClick={onChooseOther}>
            Way to…
          </Button>
        )}
      </div>
      {isChoosing && <p className="text-sm text-muted">Choose the other end.</p>}
    </>
  )
}

function Way({ way }: { way: UseQueryResult<PathAnswer> }) {
  return (
    <PanelAnswer query={way} title="The way could not be loaded" skeleton={<p>Looking…</p>}>
      {({ path, is_bounded }) =>
        path ? (
          <ol data-testid="way" className="flex flex-col gap-1 border-l-2 border-accent pl-2.5">
            {path.steps.map(({ entity, entity_id }) => (
              <li key={`${entity} ${entity_id}`} className="flex min-w-0">
                <EntityLink type={entity} id={entity_id} />
              </li>
            ))}
          </ol>
        ) : (
          <p className="text-muted">
            {is_bounded
              ? 'No way was found within eight ties; a longer one may exist.'
              : 'Nothing ties them together.'}
          </p>
        )
      }
    </PanelAnswer>
  )
}
