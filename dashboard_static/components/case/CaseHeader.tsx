'use client'

import type { ReactNode } from 'react'
import { BigScore } from '@/components/risk/BigScore'
import type { Case } from '@/lib/api/messages'
import { plural, spelled } from '@/lib/format/numbers'
import { withoutNames } from '@/lib/format/sentences'
import { CaseAnchors } from './CaseAnchors'
import { DueTime, Exposure } from './values'

interface CaseHeaderProps {
  case: Case
  isMine: boolean
  /** What one can do, below the title. */
  children: ReactNode
}

export function CaseHeader({ case: found, isMine, children }: CaseHeaderProps) {
  const { risk_level: level } = found
  return (
    <header className="flex shrink-0 items-start gap-6 border-b border-line bg-surface px-5 py-3.5">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 text-sm text-muted">
          <span className="font-mono">{found.case_id}</span>·<span>{standing(found, isMine)}</span>
          {found.status !== 'closed' && (
            <>
              · <DueTime at={found.due_at} hasWord />
            </>
          )}
        </p>
        <h1 className="mt-0.5 text-lg font-semibold tracking-tight [overflow-wrap:anywhere]">
          {withoutNames(found.headline)}
        </h1>
        <p className="mt-0.5 text-muted">
          {Object.keys(found.exposure).length > 0 && (
            <>
              <Exposure amounts={found.exposure} /> in{' '}
            </>
          )}
          {plural(found.alert_count, 'alert')}
          {Object.entries(found.labels).map(([label, labelled]) => (
            <span key={label}>
              {' '}
              · {labelled} {label}
            </span>
          ))}
        </p>
        <CaseAnchors case={found} />
        <div className="mt-3">{children}</div>
      </div>
      <BigScore score={found.score} level={level} />
    </header>
  )
}

function standing({ status, hold, closing, escalation, assignee }: Case, isMine: boolean): string {
  if (closing) return `closed by ${closing.by}: ${spelled(closing.reason)}`
  if (isMine) return 'held by you'
  if (hold) return `held by ${hold.person}`
  if (escalation) return `escalated by ${escalation.by}: ${escalation.reason}`
  return assignee ? `${status}, assigned to ${assignee}` : status
}
