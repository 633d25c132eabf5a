'use client'

import { EntityLink } from '@/components/risk/EntityLink'
import { RiskChip } from '@/components/risk/RiskChip'
import type { EntityGraph, RingDossier } from '@/lib/api/messages'
import { ringGraphPath } from '@/lib/api/rings'
import { useRead } from '@/lib/api/useApi'
import { spelled } from '@/lib/format/numbers'
import { levelOf } from '@/lib/risk/level'

const SHOWN = 8

/** Who of the graph scored highest lately, users and what they share alike. */
export function RiskiestMembers({ dossier: { ring } }: { dossier: RingDossier }) {
  const { data } = useRead<EntityGraph>(ringGraphPath(ring.ring_id))
  const scored = (data?.nodes ?? []).flatMap(({ score, ...node }) =>
    score === null ? [] : [{ ...node, score }],
  )
  if (scored.length === 0) return null
  const riskiest = scored.sort((one, other) => other.score - one.score).slice(0, SHOWN)
  return (
    <section aria-label="Riskiest" className="border-t border-line pb-2">
      <h3 className="px-3.5 pb-1 pt-3 font-semibold">Riskiest</h3>
      <ul data-testid="riskiest">
        {riskiest.map(({ entity, entity_id, roles, score }) => (
          <li
            key={`${entity} ${entity_id}`}
            className="flex h-8 items-center gap-2 border-b border-line/70 px-3.5 last:border-0"
          >
            <EntityLink type={entity} id={entity_id} className="flex-1" />
            <span className="shrink-0 text-xs text-muted">
              {roles
                .filter((role) => role !== 'member')
                .map(spelled)
                .join(', ')}
            </span>
            <RiskChip score={score} level={levelOf(score)} />
          </li>
        ))}
      </ul>
    </section>
  )
}
