'use client'

import { ListX, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { EntityLink } from '@/components/risk/EntityLink'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { ChangeButton, ChangeIconButton } from '@/components/ui/ChangeButton'
import { Segments } from '@/components/ui/choices'
import { SearchField } from '@/components/ui/fields'
import { RelativeTime } from '@/components/ui/values'
import { addEntry, LISTS_PATH, removeEntry } from '@/lib/api/lists'
import type { ListEntry, ListPage } from '@/lib/api/messages'
import { useChange, useRead } from '@/lib/api/useApi'
import { toast } from '@/lib/toasts/toasts'
import { useUrlState } from '@/lib/url/useUrlState'
import { AddEntryDialog } from './AddEntryDialog'

const LISTS = [
  ['', 'All'],
  ['block', 'Block'],
  ['allow', 'Allow'],
  ['watch', 'Watch'],
] as const

const EFFECT = { block: 'declined', allow: 'approved', watch: 'reviewed at least' } as const

export function ListsTab() {
  const page = useRead<ListPage>(LISTS_PATH, { everyMs: 15_000 })
  const [list, setList] = useUrlState('list')
  const [text, setText] = useUrlState('q')
  const [isAdding, setAdding] = useState(false)
  const remove = useRemoval()
  const columns = columnsOf(remove)
  const shown = (page.data?.entries ?? []).filter(
    (entry) => (list === '' || entry.list === list) && matches(entry, text),
  )
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line p-2.5">
        <Segments label="List" value={list} options={LISTS} onChange={setList} />
        <SearchField label="Search entries" value={text} onChange={setText} className="w-56" />
        <span className="ml-auto flex gap-2">
          <ExportButton name="lists" rows={shown} columns={columns} />
          <ChangeButton
            asks="POST /lists"
            icon={Plus}
            look="primary"
            onClick={() => setAdding(true)}
          >
            Add an entry
          </ChangeButton>
        </span>
      </div>
      <PanelAnswer query={page} title="The lists could not be loaded">
        {({ entries }) => (
          <DataTable
            label="Entries, newest first"
            rows={shown}
            columns={columns}
            rowKey={({ entry_id }) => entry_id}
            isSortable
            empty={<NoEntry hasEntries={entries.length > 0} />}
          />
        )}
      </PanelAnswer>
      {isAdding && <AddEntryDialog onClose={() => setAdding(false)} />}
    </>
  )
}

/** Taking off is undone by putting on again: the entry's id is its own. */
function useRemoval(): (entry: ListEntry) => void {
  const restore = useChange(addEntry, { refreshes: [LISTS_PATH] })
  const remove = useChange((client, entry: ListEntry) => removeEntry(client, entry.entry_id), {
    refreshes: [LISTS_PATH],
    done: (_, { list, entity, entity_id, reason, expires_at }) =>
      toast({
        text: `${entity} ${entity_id} is off the ${list} list`,
        undo: () => restore.mutateAsync({ list, entity, entity_id, reason, expires_at }),
      }),
  })
  return remove.mutate
}

function matches({ entity_id, reason, author }: ListEntry, text: string): boolean {
  return `${entity_id} ${reason} ${author}`.toLowerCase().includes(text.trim().toLowerCase())
}

function columnsOf(remove: (entry: ListEntry) => void): readonly Column<ListEntry>[] {
  return [
    {
      name: 'List',
      width: '190px',
      cell: ({ list }) => (
        <>
          <span className="font-medium">{list}</span>{' '}
          <span className="text-muted">· {EFFECT[list]}</span>
        </>
      ),
      value: ({ list }) => list,
    },
    {
      name: 'Entity',
      width: 'minmax(0,1.2fr)',
      cell: ({ entity, entity_id }) => <EntityLink type={entity} id={entity_id} />,
      value: ({ entity, entity_id }) => `${entity} ${entity_id}`,
    },
    {
      name: 'Reason',
      width: 'minmax(0,2fr)',
      cell: ({ reason }) => reason,
      value: ({ reason }) => reason,
    },
    { name: 'By', width: '110px', cell: ({ author }) => author, value: ({ author }) => author },
    {
      name: 'Added',
      width: '100px',
      cell: ({ created_at }) => <RelativeTime at={created_at} />,
      value: ({ created_at }) => created_at,
    },
    {
      name: 'Until',
      width: '110px',
      cell: ({ expires_at }) => (expires_at ? <RelativeTime at={expires_at} /> : 'for good'),
      value: ({ expires_at }) => expires_at ?? '',
    },
    {
      name: 'Remove',
      width: '52px',
      cell: (entry) => (
        <ChangeIconButton
          asks="DELETE /lists/{entry_id}"
          label={`Take ${entry.entity_id} off the ${entry.list} list`}
          icon={Trash2}
          className="!size-6"
          onClick={() => remove(entry)}
        />
      ),
    },
  ]
}

function NoEntry({ hasEntries }: { hasEntries: boolean }) {
  if (hasEntries) return <EmptyState icon={ListX} title="No entry matches the filter" />
  return (
    <EmptyState icon={ListX} title="No entity is on a list">
      <p>
        The block list declines, the allow list approves, the watch list asks for a review. Block
        beats allow, allow beats watch.
      </p>
    </EmptyState>
  )
}
