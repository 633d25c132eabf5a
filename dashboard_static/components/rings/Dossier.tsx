'use client'

import { RiskChip } from '@/components/risk/RiskChip'
import { ButtonLink } from '@/components/ui/buttons'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { caseLink } from '@/lib/api/addresses'
import type { RingDossier, RingSummary } from '@/lib/api/messages'
import { RingFacts } from './RingFacts'
import { RiskiestMembers } from './RiskiestMembers'

interface DossierProps {
  dossier: RingDossier
  onOpenCase(): void
  onBlock(): void
}

/** All that is known of a ring, and the two things one does about it. */
export function Dossier({ dossier, onOpenCase, onBlock }: DossierProps) {
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
      <Doing caseId={dossier.case_id} {...{ onOpenCase, onBlock }} />
    </aside>
  )
}

function standing({ status, merged_into, is_blocked }: RingSummary): string {
  const is = merged_into === null ? status : `merged into ${merged_into}`
  return is_blocked ? `${is}, its members are blocked` : is
}

interface DoingProps extends Pick<DossierProps, 'onOpenCase' | 'onBlock'> {
  caseId: string | null
}

function Doing({ caseId, onOpenCase, onBlock }: DoingProps) {
  return (
    <div className="grid shrink-0 auto-cols-fr grid-flow-col gap-2 border-t border-line p-3.5">
      {caseId === null ? (
        <ChangeButton
          asks="POST /cases"
          look="primary"
          className="justify-center"
          onClick={onOpenCase}
        >
          Open case…
        </ChangeButton>
      ) : (
        <ButtonLink
          look="primary"
          href={caseLink(caseId)}
          prefetch={false}
          title="The case that works this ring"
          className="justify-center"
        >
          Go to {caseId}
        </ButtonLink>
      )}
      <ChangeButton
        asks="POST /rings/{ring_id}/block"
        look="danger"
        action="block"
        className="justify-center"
        onClick={onBlock}
      >
        Block members
      </ChangeButton>
    </div>
  )
}
