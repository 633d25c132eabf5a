'use client'

import { X } from 'lucide-react'
import { CopyButton } from '@/components/ui/CopyButton'
import { IconButton } from '@/components/ui/buttons'
import { Facts } from '@/components/ui/values'
import type { AuditRow } from '@/lib/api/messages'
import { actionSaid, changesOf } from '@/lib/audit/changes'
import { fullTime } from '@/lib/format/time'
import { useKeys } from '@/lib/keyboard/useKeys'
import { Seal } from './columns'

/** One change: by whom, and each value before and after. */
export function AuditEntry({ entry, onClose }: { entry: AuditRow; onClose(): void }) {
  useKeys({ back: onClose })
  const changes = changesOf(entry)
  return (
    <aside
      data-testid="audit-entry"
      aria-label={`Entry ${entry.seq}`}
      className="flex min-h-0 w-[420px] shrink-0 flex-col border-l border-line max-lg:w-full max-lg:border-l-0 max-lg:border-t"
    >
      <div className="flex h-10 shrink-0 items-center gap-3 border-b border-line px-3.5">
        <h2 className="font-semibold">{actionSaid(entry.action)}</h2>
        <span className="ml-auto text-sm text-muted">no. {entry.seq}</span>
        <IconButton label="Close" icon={X} onClick={onClose} />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0} role="group" aria-label="Change">
        <Facts
          rows={[
            ['Who', `${entry.who}, ${entry.role}`],
            ['When', fullTime(entry.at)],
            [
              'Of',
              <span key="of" className="font-mono text-sm">
                {entry.subject}
              </span>,
            ],
            ['Seal', <Seal key="seal" isIntact={entry.is_intact} />],
            ['Digest', <Digest key="digest" digest={entry.digest} />],
          ]}
        />
        {entry.withdraws !== null && (
          <p className="border-t border-line px-3.5 py-2.5">
            The change of no. {entry.withdraws} was recorded and then refused: it did not come
            about.
          </p>
        )}
        {!entry.is_intact && (
          <p role="alert" className="border-t border-line px-3.5 py-2.5">
            <strong className="font-semibold">This is not what was written.</strong> This entry, or
            the one before it, was altered or taken out. The functions&rsquo; logs hold the true
            digests.
          </p>
        )}
        <h3 className="border-t border-line px-3.5 pb-1 pt-3 font-semibold">
          {changes.length === 0 ? 'No value differs' : 'Before and after'}
        </h3>
        <dl className="flex flex-col gap-1.5 px-3.5 pb-3 text-sm">
          {changes.map(({ place, before, after }) => (
            <div key={place}>
              <dt className="text-muted [overflow-wrap:anywhere]">{place}</dt>
              <dd className="font-mono [overflow-wrap:anywhere]">
                {before !== '' && <Value sign="−" text={before} isGone />}
                {after !== '' && <Value sign="+" text={after} />}
              </dd>
            </div>
          ))}
        </dl>
      </div>
    </aside>
  )
}

function Digest({ digest }: { digest: string }) {
  return (
    <span className="flex items-center gap-2 font-mono text-sm">
      {digest.slice(0, 16)}… <CopyButton text={() => digest} label="Copy" />
    </span>
  )
}

function Value({ sign, text, isGone = false }: { sign: string; text: string; isGone?: boolean }) {
  return (
    <span className="grid grid-cols-[14px_minmax(0,1fr)] rounded-sm bg-raised px-1">
      <span>{sign}</span>
      <span className={isGone ? 'text-muted line-through' : ''}>{text}</span>
    </span>
  )
}
