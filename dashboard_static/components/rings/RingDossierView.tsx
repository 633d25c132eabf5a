'use client'

import { ArrowLeft, Ban, FolderOpen } from 'lucide-react'
import { useState } from 'react'
import { GraphExplorer } from '@/components/graph'
import { EntityLink } from '@/components/risk/EntityLink'
import { RiskChip } from '@/components/risk/RiskChip'
import { PanelAnswer, ScreenAnswer } from '@/components/states/Answer'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { Button, ButtonLink } from '@/components/ui/buttons'
import { Tabs } from '@/components/ui/choices'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import { caseLink } from '@/lib/api/addresses'
import { casesPath } from '@/lib/api/cases'
import type { CasePage, EntityGraph, RingDossier } from '@/lib/api/messages'
import { ringGraphPath, ringPath } from '@/lib/api/rings'
import { useRead } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useUrlState } from '@/lib/url/useUrlState'
import { BlockRingDialog } from './BlockRingDialog'
import { IDENTIFIER_COLUMNS, MEMBER_COLUMNS } from './columns'
import { RingChanges } from './RingChanges'
import { RingFacts } from './RingFacts'

const REFRESH_MS = 20_000
const PARTS = [
  ['graph', 'Graph'],
  ['members', 'Members'],
  ['shared', 'Shared'],
  ['evidence', 'Evidence'],
  ['history', 'History'],
] as const

export function RingDossierView({ ringId, onBack }: { ringId: string; onBack(): void }) {
  const query = useRead<RingDossier>(ringPath(ringId), { everyMs: REFRESH_MS })
  return (
    <ScreenAnswer query={query} title="The ring could not be loaded">
      {(dossier) => <Dossier dossier={dossier} onBack={onBack} />}
    </ScreenAnswer>
  )
}

function Dossier({ dossier, onBack }: { dossier: RingDossier; onBack(): void }) {
  const { ring } = dossier
  const [isBlocking, setBlocking] = useState(false)
  const [part, setPart] = useUrlState('part', 'graph')
  const caseId = useCaseOf(ring.ring_id)
  useKeys({ block: () => setBlocking(true), graph: () => setPart('graph') })
  return (
    <Screen
      title={ring.headline}
      summary={
        <span className="flex items-center gap-2">
          <RiskChip score={ring.score} level={ring.risk_level} hasName />
          <span className="font-mono text-sm">{ring.ring_id}</span>
          {ring.status === 'ended' && <span>ended</span>}
        </span>
      }
      tools={
        <>
          <Button icon={ArrowLeft} action="back" onClick={onBack}>
            All rings
          </Button>
          {caseId !== null && (
            <ButtonLink icon={FolderOpen} look="primary" href={caseLink(caseId)} prefetch={false}>
              Open case
            </ButtonLink>
          )}
          <Button icon={Ban} look="danger" action="block" onClick={() => setBlocking(true)}>
            Block members
          </Button>
        </>
      }
    >
      <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)_340px] gap-3">
        <section
          aria-label="What ties them"
          className="flex min-h-0 flex-col overflow-hidden rounded-lg border border-line bg-surface"
        >
          <Tabs
            label="Parts"
            value={part}
            options={PARTS as readonly (readonly [string, string])[]}
            onChange={setPart}
          >
            <Part part={part} dossier={dossier} />
          </Tabs>
        </section>
        <Panel title="Dossier" aside={plural(ring.size, 'user')}>
          <RingFacts dossier={dossier} />
        </Panel>
      </div>
      {isBlocking && <BlockRingDialog ring={ring} onClose={() => setBlocking(false)} />}
    </Screen>
  )
}

/** The active case that works the ring, among the most urgent. */
function useCaseOf(ringId: string): string | null {
  const { data } = useRead<CasePage>(casesPath({}, null))
  const works = data?.cases.find(({ anchors }) =>
    anchors.some(({ type, id }) => type === 'ring' && id === ringId),
  )
  return works?.case_id ?? null
}

function Part({ part, dossier }: { part: string; dossier: RingDossier }) {
  const { ring, members, identifiers } = dossier
  if (part === 'members')
    return (
      <>
        <Bar
          text={
            dossier.is_truncated
              ? `${plural(members.length, 'member')} named, the most tied`
              : plural(members.length, 'member')
          }
        >
          <ExportButton name={`ring-${ring.ring_id}`} rows={members} columns={MEMBER_COLUMNS} />
        </Bar>
        <DataTable
          label="Members"
          rows={members}
          columns={MEMBER_COLUMNS}
          rowKey={({ user_id }) => user_id}
          isSortable
        />
      </>
    )
  if (part === 'shared')
    return (
      <DataTable
        label="Shared identifiers"
        rows={identifiers}
        columns={IDENTIFIER_COLUMNS}
        rowKey={({ entity, identifier }) => `${entity}:${identifier}`}
        isSortable
      />
    )
  if (part === 'evidence') return <Evidence dossier={dossier} />
  if (part === 'history') return <RingChanges dossier={dossier} />
  return <Graph ringId={ring.ring_id} />
}

function Bar({ text, children }: { text: string; children: React.ReactNode }) {
  return (
    <div className="flex h-10 shrink-0 items-center justify-between border-b border-line px-3.5 text-muted">
      {text}
      {children}
    </div>
  )
}

function Graph({ ringId }: { ringId: string }) {
  const query = useRead<EntityGraph>(ringGraphPath(ringId))
  return (
    <PanelAnswer query={query} title="The graph could not be loaded">
      {(graph) => <GraphExplorer graph={graph} name={`ring-${ringId}`} />}
    </PanelAnswer>
  )
}

/** How members are tied, step by step. */
function Evidence({ dossier: { paths } }: { dossier: RingDossier }) {
  return (
    <ol tabIndex={0} aria-label="Evidence" className="min-h-0 flex-1 overflow-y-auto">
      {paths.map(({ steps }, index) => (
        <li
          key={index}
          className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b border-line/70 px-3.5 py-2"
        >
          {steps.map(({ entity, entity_id }, at) => (
            <span key={`${entity} ${entity_id}`} className="inline-flex min-w-0 items-center gap-2">
              {at > 0 && (
                <span className="text-muted">{entity === 'user' ? 'also used by' : 'used'}</span>
              )}
              <EntityLink type={entity} id={entity_id} />
            </span>
          ))}
        </li>
      ))}
    </ol>
  )
}
