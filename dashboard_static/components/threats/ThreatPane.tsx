'use client'

import { FilePlus2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { EntityLink } from '@/components/risk/EntityLink'
import { PanelAnswer } from '@/components/states/Answer'
import { ButtonLink } from '@/components/ui/buttons'
import { Segments } from '@/components/ui/choices'
import { Panel } from '@/components/ui/Panel'
import { Hint } from '@/components/ui/Term'
import { Facts, RelativeTime } from '@/components/ui/values'
import { draftRuleLink } from '@/lib/api/addresses'
import type { Threat, ThreatCourse } from '@/lib/api/messages'
import { threatPath } from '@/lib/api/threats'
import { useRead } from '@/lib/api/useApi'
import { count, quantity } from '@/lib/format/numbers'
import {
  chance,
  entityOf,
  percent,
  shares,
  SIGNAL_MEANING,
  SIGNAL_WORDS,
  times,
  WINDOW_WORDS,
} from '@/lib/threats/words'
import { CourseChart } from './CourseChart'

const REFRESH_MS = 20_000

/** Why one thing is a threat: the sentence, its course against what is usual, the two comparisons. */
export function ThreatPane({ threatId }: { threatId: string }) {
  const query = useRead<ThreatCourse>(threatPath(threatId), { everyMs: REFRESH_MS })
  const threat = query.data?.threat
  return (
    <Panel
      title="Why"
      aside={
        threat && (
          <ButtonLink icon={FilePlus2} look="primary" href={draftRuleLink(threat.rule)}>
            Make a rule of this
          </ButtonLink>
        )
      }
    >
      <PanelAnswer query={query} title="The threat could not be loaded">
        {(course) => <Why course={course} />}
      </PanelAnswer>
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
        <p className="text-lg font-semibold [overflow-wrap:anywhere]" data-testid="sentence">
          {threat.sentence}
        </p>
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

function OwnNormal({ threat }: { threat: Threat }) {
  const { strongest, signal } = threat
  return (
    <Comparison title="Against its own normal">
      <p>
        <strong className="font-mono text-xl font-medium">{times(strongest.times)}</strong>{' '}
        <span className="text-muted">
          {count(strongest.count)} in {WINDOW_WORDS[strongest.window]};{' '}
          {quantity(strongest.expected)} expected at this hour
        </span>
      </p>
      <p className="mt-1 text-sm text-muted">
        <Hint text={SIGNAL_MEANING[signal]}>
          <button
            type="button"
            className="cursor-help rounded-sm underline decoration-control decoration-dotted underline-offset-[3px]"
          >
            {SIGNAL_WORDS[signal]} payments
          </button>
        </Hint>
        , by the same hour of up to 14 days
      </p>
    </Comparison>
  )
}

function Peers({ threat }: { threat: Threat }) {
  const { own, peers } = shares(threat.strongest)
  return (
    <Comparison title="Against its peers">
      <Bar name="This" share={own} isOwn />
      <Bar name="Peers" share={peers} />
      <p className="mt-1 text-sm text-muted">
        {percent(threat.strongest.share)} of its payments; {percent(threat.strongest.peers_share)}{' '}
        of those of its peers
      </p>
    </Comparison>
  )
}

function Comparison({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="px-3.5 py-3 odd:border-r odd:border-line">
      <h3 className="mb-1 font-semibold">{title}</h3>
      {children}
    </section>
  )
}

function Bar({ name, share, isOwn = false }: { name: string; share: number; isOwn?: boolean }) {
  return (
    <div className="flex items-center gap-2 text-sm">
      <span className="w-10 text-muted">{name}</span>
      <span className="h-2 flex-1 rounded-sm bg-raised">
        <span
          style={{ width: `${Math.max(1, share)}%` }}
          className={`block h-full rounded-sm ${isOwn ? 'bg-risk-4' : 'bg-risk-1'}`}
        />
      </span>
    </div>
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
