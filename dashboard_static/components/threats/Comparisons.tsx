import type { ReactNode } from 'react'
import { Explained } from '@/components/ui/Term'
import type { Threat } from '@/lib/api/messages'
import { count, quantity } from '@/lib/format/numbers'
import {
  pastOf,
  percent,
  shares,
  SIGNAL_MEANING,
  SIGNAL_WORDS,
  times,
  WINDOW_WORDS,
} from '@/lib/threats/words'

export function OwnNormal({ threat }: { threat: Threat }) {
  const { strongest, signal } = threat
  const { past_periods, times: many } = strongest
  return (
    <Comparison title="Against its own normal">
      <p>
        <strong className={many === null ? 'font-semibold' : 'font-mono text-xl font-medium'}>
          {many === null ? normalWords(past_periods) : times(many)}
        </strong>{' '}
        <span className="text-muted">
          {count(strongest.count)} in {WINDOW_WORDS[strongest.window]};{' '}
          {quantity(strongest.expected)} expected{past_periods === 0 && ' of its peers'}
        </span>
      </p>
      <p className="mt-1 text-sm text-muted">
        <Explained text={SIGNAL_MEANING[signal]}>{SIGNAL_WORDS[signal]} payments</Explained>
        {past_periods === 0
          ? '; nothing earlier is known of it, so its peers stand in'
          : `, by ${pastOf(strongest)}`}
      </p>
    </Comparison>
  )
}

const normalWords = (periods: number) =>
  periods === 0 ? 'No past of its own.' : 'Normally fewer than 1.'

export function Peers({ threat }: { threat: Threat }) {
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
