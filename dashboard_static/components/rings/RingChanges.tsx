'use client'

import { EntityLink } from '@/components/risk/EntityLink'
import { PanelAnswer } from '@/components/states/Answer'
import { RelativeTime } from '@/components/ui/values'
import type { RingDossier, RingHistory } from '@/lib/api/messages'
import { ringHistoryPath } from '@/lib/api/rings'
import { useRead } from '@/lib/api/useApi'
import { count, plural } from '@/lib/format/numbers'
import { fullTime, moment } from '@/lib/format/time'
import { useNowMs } from '@/lib/system/useNow'

/** How it grew as bars, and what each run of detection found changed. */
export function RingChanges({ dossier: { ring, growth } }: { dossier: RingDossier }) {
  const query = useRead<RingHistory>(ringHistoryPath(ring.ring_id))
  const nowMs = useNowMs()
  const most = Math.max(1, ...growth.map(({ members }) => members))
  return (
    <div tabIndex={0} role="group" aria-label="History" className="min-h-0 flex-1 overflow-y-auto">
      <ol aria-label="Growth" className="border-b border-line px-3.5 py-3">
        {growth.map(({ at, members }) => (
          <li
            key={at}
            className="grid grid-cols-[auto_minmax(0,1fr)_72px] items-center gap-3 text-sm"
          >
            <span title={fullTime(at)} className="font-mono">
              {moment(at, nowMs)}
            </span>
            <span
              className="h-2.5 rounded-sm bg-control"
              style={{ width: `${(100 * members) / most}%` }}
            />
            <span className="text-right">{plural(members, 'user')}</span>
          </li>
        ))}
      </ol>
      <PanelAnswer query={query} title="The history could not be loaded">
        {({ changes }) => (
          <ol>
            {changes.map(({ at, kind, size_before, size, joined, left, other }) => (
              <li key={`${at} ${kind}`} className="border-b border-line/70 px-3.5 py-2">
                <strong className="font-semibold">{kind}</strong>{' '}
                {size_before === 0 ? 'with' : `from ${count(size_before)} to`}{' '}
                {plural(size, 'user')}, <RelativeTime at={at} />
                <Named what="joined" users={joined} />
                <Named what="left" users={left} />
                {other !== null && <p className="text-muted">with ring {other}</p>}
              </li>
            ))}
          </ol>
        )}
      </PanelAnswer>
    </div>
  )
}

/** Whom a change names, each a step from their page. */
function Named({ what, users }: { what: string; users: readonly string[] }) {
  if (users.length === 0) return null
  return (
    <p className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-muted">
      {what}
      {users.map((user) => (
        <EntityLink key={user} type="user" id={user} hasMark={false} />
      ))}
    </p>
  )
}
