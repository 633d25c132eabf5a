'use client'

import { Ban, FolderOpen } from 'lucide-react'
import { RiskChip } from '@/components/risk/RiskChip'
import { Button, ButtonLink } from '@/components/ui/buttons'
import { caseLink } from '@/lib/api/addresses'
import { casesPath } from '@/lib/api/cases'
import type { CasePage, RingDossier, RingSummary } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import { RingFacts } from './RingFacts'
import { RiskiestMembers } from './RiskiestMembers'

interface DossierProps {
  dossier: RingDossier
  onBlock(): void
}

/** All that is known of a ring, and the two things one does about it. */
export function Dossier({ dossier, onBlock }: DossierProps) {
  const { ring } = dossier
  return (
    <aside
      aria-label="Dossier"
      data-testid="dossier"
      className="flex min-h-0 min-w-0 flex-col border-line bg-surface lg:border-l"
    >
      <header className="shrink-0 border-b border-line px-3.5 py-3">
        <div className="flex items-center justify-between gap-2">
          <h2 title={ring.ring_id} className="min-w-0 truncate font-mono font-semibold">
            {ring.ring_id}
          </h2>
          <RiskChip score={ring.score} level={ring.risk_level} hasName />
        </div>
        <p className="text-sm text-muted">{standing(ring)}</p>
      </header>
      <div tabIndex={0} role="group" aria-label="Facts" className="min-h-0 flex-1 overflow-y-auto">
        <RingFacts dossier={dossier} />
        <RiskiestMembers dossier={dossier} />
      </div>
      <Doing ring={ring} onBlock={onBlock} />
    </aside>
  )
}

function standing({ status, merged_into, is_blocked }: RingSummary): string {
  const is = merged_into === null ? status : `merged into ${merged_into}`
  return is_blocked ? `${is}, its members are blocked` : is
}

function Doing({ ring, onBlock }: { ring: RingSummary; onBlock(): void }) {
  const caseId = useCaseOf(ring.ring_id)
  return (
    <div className="flex shrink-0 flex-col gap-2 border-t border-line p-3.5">
      {caseId !== null && (
        <ButtonLink
          icon={FolderOpen}
          look="primary"
          href={caseLink(caseId)}
          prefetch={false}
          className="justify-center"
        >
          Open case for ring
        </ButtonLink>
      )}
      <Button icon={Ban} look="danger" action="block" className="justify-center" onClick={onBlock}>
        Block members
      </Button>
    </div>
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
