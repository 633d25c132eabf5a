'use client'

import { FilePlus2 } from 'lucide-react'
import { useState } from 'react'
import { EntityLink } from '@/components/risk/EntityLink'
import { RiskChip } from '@/components/risk/RiskChip'
import { PanelAnswer } from '@/components/states/Answer'
import { ButtonLink } from '@/components/ui/buttons'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { Segments } from '@/components/ui/choices'
import { Panel } from '@/components/ui/Panel'
import { Term } from '@/components/ui/Term'
import { Facts, RelativeTime } from '@/components/ui/values'
import { draftRuleLink } from '@/lib/api/addresses'
import type { Threat, ThreatCourse } from '@/lib/api/messages'
import { endSnooze, threatPath, THREATS_PATH } from '@/lib/api/threats'
import { useChange, useRead } from '@/lib/api/useApi'
import { count, spelled } from '@/lib/format/numbers'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useGuard } from '@/lib/system/useMay'
import { chance, entityOf, SIGNAL_WORDS, WINDOW_WORDS } from '@/lib/threats/words'
import { OwnNormal, Peers } from './Comparisons'
import { CourseChart } from './CourseChart'
import { SnoozeThreatDialog } from './SnoozeThreatDialog'

const REFRESH_MS = 20_000

/** Why one thing is a threat: the sentence, its course against what is usual, the two comparisons. */
export function ThreatPane({ threatId }: { threatId: string }) {
  const query = useRead<ThreatCourse>(threatPath(threatId), { everyMs: REFRESH_MS })
  const threat = query.data?.threat
  const [isSnoozing, setSnoozing] = useState(false)
  const wake = useChange(endSnooze, { refreshes: [THREATS_PATH] })
  const isAwake = threat !== undefined && threat.snooze === null
  const snooze = useGuard()('POST /threats/{threat_id}/snooze', () => setSnoozing(true))
  useKeys(isAwake ? { snooze } : {})
  return (
    <Panel
      title="Why"
      aside={
        threat && (
          <>
            {isAwake ? (
              <ChangeButton
                asks="POST /threats/{threat_id}/snooze"
                action="snooze"
                onClick={snooze}
              >
                Snooze
              </ChangeButton>
            ) : (
              <ChangeButton
                asks="DELETE /threats/{threat_id}/snooze"
                disabled={wake.isPending}
                onClick={() => wake.mutate(threatId)}
              >
                End snooze
              </ChangeButton>
            )}
            <ButtonLink icon={FilePlus2} look="primary" href={draftRuleLink(threat.rule)}>
              Make a rule of this
            </ButtonLink>
          </>
        )
      }
    >
      <PanelAnswer query={query} title="The threat could not be loaded">
        {(course) => <Why course={course} />}
      </PanelAnswer>
      {isSnoozing && threat && (
        <SnoozeThreatDialog threat={threat} onClose={() => setSnoozing(false)} />
      )}
    </Panel>
  )
}

function Why({ course }: { course: ThreatCourse }) {
  const { threat } = course
  const entity = entityOf(threat)
  return (
    <div
      className="flex min-h-0 flex-1 flex-col overflow-y-auto"
      tabIndex={0}
      role="group"
      aria-label="Evidence"
    >
      <div className="border-b border-line px-3.5 py-3">
        <div className="flex items-start gap-3">
          <p
            className="min-w-0 flex-1 text-lg font-semibold [overflow-wrap:anywhere]"
            data-testid="sentence"
          >
            {threat.sentence}
          </p>
          <RiskChip score={threat.score} level={threat.risk_level} hasName />
        </div>
        <p className="mt-1 flex flex-wrap items-center gap-x-3 text-muted">
          {entity && <EntityLink type={entity.type} id={entity.id} />}
          <span>
            {threat.status === 'active' ? 'active since ' : 'over; began '}
            <RelativeTime at={threat.since} />
          </span>
          {threat.status === 'over' && (
            <span>
              last seen <RelativeTime at={threat.last_seen} />
            </span>
          )}
        </p>
        <Silence threat={threat} />
      </div>
      <Course course={course} />
      <div className="grid grid-cols-2 border-t border-line">
        <OwnNormal threat={threat} />
        <Peers threat={threat} />
      </div>
      <Rest threat={threat} />
    </div>
  )
}

/** Whom it was told to, or who told it to be silent. */
function Silence({ threat: { alerted_at, snooze } }: { threat: Threat }) {
  if (snooze)
    return (
      <p data-testid="snoozed" className="mt-1">
        <Term name="snooze">Snoozed</Term> by {snooze.author}, ends{' '}
        <RelativeTime at={snooze.until} />: {spelled(snooze.reason)}
      </p>
    )
  if (!alerted_at) return null
  return (
    <p className="mt-1 text-muted">
      raised an alert <RelativeTime at={alerted_at} />
    </p>
  )
}

function Course({ course }: { course: ThreatCourse }) {
  const hasMinutes = course.minutes.some(({ transactions }) => transactions > 0)
  const [size, setSize] = useState<'minutes' | 'hours'>(hasMinutes ? 'minutes' : 'hours')
  const moments = course[size]
  const signal = SIGNAL_WORDS[course.threat.signal].toLowerCase()
  const seen = moments.reduce((sum, moment) => sum + moment.count, 0)
  return (
    <section aria-label="Course" className="px-3.5 pt-3">
      <div className="flex items-center gap-3">
        <h3 className="font-semibold">Course</h3>
        <span className="text-sm text-muted">
          {count(seen)} {signal} payments {size === 'minutes' ? 'in two hours' : 'in two days'}; the
          dashes are what is usual
        </span>
        <span className="ml-auto">
          <Segments<'minutes' | 'hours'>
            label="Course by"
            value={size}
            options={[
              ['minutes', 'Minutes'],
              ['hours', 'Hours'],
            ]}
            onChange={setSize}
          />
        </span>
      </div>
      <div className="relative mt-2 h-44" data-testid="course">
        <CourseChart key={size} moments={moments} />
      </div>
    </section>
  )
}

function Rest({ threat }: { threat: Threat }) {
  const { strongest, evidence } = threat
  return (
    <div className="border-t border-line">
      <Facts
        rows={[
          ['By chance', `${chance(strongest.chance)}, by the larger of both comparisons`],
          ['Payments', `${count(strongest.transactions)} in ${WINDOW_WORDS[strongest.window]}`],
          ['New devices', count(strongest.new_devices)],
          ['New cards', count(strongest.new_cards)],
          ['Stopped', count(strongest.stopped)],
          ['Now', `${count(evidence.count)} in ${WINDOW_WORDS[evidence.window]}`],
          ...(threat.also.length > 0 ? [['Mostly', threat.also.join('; ')] as const] : []),
          [
            'A rule of it',
            <code key="rule" className="font-mono text-sm">
              {threat.rule.when}
            </code>,
          ],
        ]}
      />
    </div>
  )
}
