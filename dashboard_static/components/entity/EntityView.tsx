'use client'

import { ListPlus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { BigScore } from '@/components/risk/BigScore'
import { EntityMark } from '@/components/risk/EntityMark'
import { AddEntryDialog } from '@/components/rules/AddEntryDialog'
import { CopyButton } from '@/components/ui/CopyButton'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { RelativeTime } from '@/components/ui/values'
import { caseLink, ringLink } from '@/lib/api/addresses'
import type { EntityView as Found } from '@/lib/api/messages'
import { plural, scoreOutOf100 } from '@/lib/format/numbers'
import { useKeys } from '@/lib/keyboard/useKeys'
import { levelOf } from '@/lib/risk/level'
import { useGuard } from '@/lib/system/useMay'
import { KnownPanel } from './KnownPanel'
import { NeighboursPanel } from './NeighboursPanel'
import { RiskPanel } from './RiskPanel'
import { TransactionsPanel } from './TransactionsPanel'
import { WindowsPanel } from './WindowsPanel'

export function EntityView({ view }: { view: Found }) {
  const [isListing, setListing] = useState(false)
  const list = useGuard()('POST /lists', () => setListing(true))
  useKeys({ block: list })
  return (
    <div className="flex min-h-full flex-col gap-3 p-4">
      <Head view={view} onList={list} />
      <div className="grid min-h-0 flex-1 gap-3 xl:grid-cols-[minmax(0,1fr)_400px]">
        <div className="flex min-w-0 flex-col gap-3">
          <RiskPanel view={view} />
          <WindowsPanel view={view} />
          <TransactionsPanel type={view.entity} id={view.entity_id} />
        </div>
        <div className="flex min-w-0 flex-col gap-3">
          <KnownPanel view={view} onList={list} />
          <NeighboursPanel type={view.entity} id={view.entity_id} />
        </div>
      </div>
      {isListing && (
        <AddEntryDialog
          about={{ entity: view.entity, entity_id: view.entity_id }}
          onClose={() => setListing(false)}
        />
      )}
    </div>
  )
}

const CHIP =
  'inline-flex h-[22px] items-center rounded border border-control/70 px-2 text-sm hover:border-control'

function Head({ view, onList }: { view: Found; onList(): void }) {
  const { entity, entity_id, ring, cases, score } = view
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2 text-muted">
          <EntityMark type={entity} /> {entity}
        </p>
        <h1 className="mt-0.5 font-mono text-xl font-semibold [overflow-wrap:anywhere]">
          {entity_id}
        </h1>
        <p className="mt-1.5 flex flex-wrap items-center gap-2 text-muted">
          {view.last_seen_at ? (
            <span>
              last seen <RelativeTime at={view.last_seen_at} />
            </span>
          ) : (
            <span>not seen within its windows</span>
          )}
          {view.lists.map(({ entry_id, list }) => (
            <span key={entry_id} className={`${CHIP} font-medium text-text`}>
              on the {list} list
            </span>
          ))}
          {ring && (
            <Link href={ringLink(ring.ring_id)} prefetch={false} className={CHIP}>
              in a ring of {plural(ring.size, 'user')} · {scoreOutOf100(ring.score)}
            </Link>
          )}
          {cases.map((name) => (
            <Link key={name} href={caseLink(name)} prefetch={false} className={CHIP}>
              worked in {name}
            </Link>
          ))}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton label="Copy id" text={() => entity_id} />
        <ChangeButton asks="POST /lists" icon={ListPlus} action="block" onClick={onList}>
          Put on a list
        </ChangeButton>
      </div>
      {score !== null && <BigScore score={score} level={levelOf(score)} />}
    </header>
  )
}
