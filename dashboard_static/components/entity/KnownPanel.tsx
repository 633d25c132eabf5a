'use client'

import { ListPlus, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { ChangeButton, ChangeIconButton } from '@/components/ui/ChangeButton'
import { Panel } from '@/components/ui/Panel'
import { Term } from '@/components/ui/Term'
import { RelativeTime } from '@/components/ui/values'
import { alertLink } from '@/lib/api/addresses'
import { ENTITIES_PATH } from '@/lib/api/entities'
import { addEntry, LISTS_PATH, removeEntry } from '@/lib/api/lists'
import type { EntityView, ListEntry } from '@/lib/api/messages'
import { useChange } from '@/lib/api/useApi'
import { count } from '@/lib/format/numbers'
import { toast } from '@/lib/toasts/toasts'

const LABELLED_SHOWN = 4

/** What people have said: labels, list entries and silenced rules. */
export function KnownPanel({ view, onList }: { view: EntityView; onList(): void }) {
  return (
    <Panel title="What is known">
      <Labels labels={view.labels} />
      <Lists entries={view.lists} onList={onList} />
      <Snoozes snoozes={view.snoozes} />
    </Panel>
  )
}

const PART = 'border-b border-line/70 px-3.5 py-2.5 last:border-0'
const NAME = 'mb-1 text-sm text-muted'

function Labels({ labels }: { labels: EntityView['labels'] }) {
  const isNone = labels.frauds.length + labels.genuine.length === 0
  return (
    <div className={PART}>
      <h3 className={NAME}>
        <Term name="label">Labels</Term>
      </h3>
      {isNone ? (
        <p>None of its transactions is labelled.</p>
      ) : (
        <>
          <dl className="grid grid-cols-3 gap-2 text-sm" data-testid="labels">
            {labels.windows.map(({ window, frauds, genuine }) => (
              <div key={window}>
                <dt className="text-muted">{window.replace('d', ' days')}</dt>
                <dd>
                  <span className="font-mono">{count(frauds)}</span> fraud,{' '}
                  <span className="font-mono">{count(genuine)}</span> genuine
                </dd>
              </div>
            ))}
          </dl>
          <Labelled kind="fraud" ids={labels.frauds} />
          <Labelled kind="genuine" ids={labels.genuine} />
        </>
      )}
    </div>
  )
}

function Labelled({ kind, ids }: { kind: string; ids: readonly string[] }) {
  if (ids.length === 0) return null
  return (
    <p className="mt-1.5 flex flex-wrap gap-x-3 text-sm">
      <span className="text-muted">newest {kind}:</span>
      {ids.slice(0, LABELLED_SHOWN).map((id) => (
        <Link
          key={id}
          href={alertLink(id)}
          prefetch={false}
          className="max-w-40 truncate font-mono underline-offset-2 hover:underline"
        >
          {id}
        </Link>
      ))}
    </p>
  )
}

function Lists({ entries, onList }: { entries: readonly ListEntry[]; onList(): void }) {
  const refreshes = [ENTITIES_PATH, LISTS_PATH]
  const restore = useChange(addEntry, { refreshes })
  const remove = useChange((client, entry: ListEntry) => removeEntry(client, entry.entry_id), {
    refreshes,
    done: (_, { list, entity, entity_id, reason, expires_at }) =>
      toast({
        text: `${entity} ${entity_id} is off the ${list} list`,
        undo: () => restore.mutateAsync({ list, entity, entity_id, reason, expires_at }),
      }),
  })
  return (
    <div className={PART}>
      <div className="flex items-start justify-between">
        <h3 className={NAME}>Lists</h3>
        <ChangeButton
          asks="POST /lists"
          look="quiet"
          icon={ListPlus}
          className="-mr-2.5 -mt-1.5"
          onClick={onList}
        >
          Add
        </ChangeButton>
      </div>
      {entries.length === 0 ? (
        <p>It stands on no list.</p>
      ) : (
        <ul data-testid="entity-lists" className="flex flex-col gap-1.5">
          {entries.map((entry) => (
            <li key={entry.entry_id} className="flex items-center gap-2">
              <span className="w-12 shrink-0 font-medium">{entry.list}</span>
              <span className="min-w-0 flex-1">
                <span className="block truncate">{entry.reason}</span>
                <span className="block truncate text-sm text-muted">
                  {entry.author},{' '}
                  {entry.expires_at ? (
                    <>
                      ends <RelativeTime at={entry.expires_at} />
                    </>
                  ) : (
                    'for good'
                  )}
                </span>
              </span>
              <ChangeIconButton
                asks="DELETE /lists/{entry_id}"
                label={`Take it off the ${entry.list} list`}
                icon={Trash2}
                onClick={() => remove.mutate(entry)}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Snoozes({ snoozes }: { snoozes: EntityView['snoozes'] }) {
  if (snoozes.length === 0) return null
  return (
    <div className={PART}>
      <h3 className={NAME}>
        <Term name="snooze">Silenced rules</Term>
      </h3>
      <ul className="flex flex-col gap-1">
        {snoozes.map(({ snooze_id, rule, until, reason, author }) => (
          <li key={snooze_id}>
            <span className="font-mono">{rule}</span>{' '}
            <span className="text-sm text-muted">
              ends <RelativeTime at={until} /> · {reason} ({author})
            </span>
          </li>
        ))}
      </ul>
    </div>
  )
}
