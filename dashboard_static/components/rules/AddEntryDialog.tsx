'use client'

import type { FormEvent } from 'react'
import { useState } from 'react'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Button } from '@/components/ui/buttons'
import { Field, Select, TextInput } from '@/components/ui/fields'
import { ENTITIES_PATH } from '@/lib/api/entities'
import { asProblem } from '@/lib/api/http'
import { addEntry, LISTS_PATH } from '@/lib/api/lists'
import type { ListEntry } from '@/lib/api/messages'
import { useChange } from '@/lib/api/useApi'
import { toast } from '@/lib/toasts/toasts'

const LISTS = [
  ['block', 'block: decline'],
  ['allow', 'allow: approve'],
  ['watch', 'watch: review at least'],
] as const

const ENTITIES = ['user', 'card', 'device', 'ip', 'merchant'].map(
  (name) => [name as ListEntry['entity'], name] as const,
)

const HOUR_S = 3_600
const LASTS = [
  ['', 'for good'],
  [String(HOUR_S), '1 hour'],
  [String(24 * HOUR_S), '1 day'],
  [String(7 * 24 * HOUR_S), '7 days'],
  [String(30 * 24 * HOUR_S), '30 days'],
] as const

interface AddEntryProps {
  /** Whom it is about, where that is known already. */
  about?: Pick<ListEntry, 'entity' | 'entity_id'>
  onClose(): void
}

export function AddEntryDialog({ about, onClose }: AddEntryProps) {
  const [entry, setEntry] = useState({
    list: 'block' as ListEntry['list'],
    entity: about?.entity ?? ('user' as ListEntry['entity']),
    entity_id: about?.entity_id ?? '',
    reason: '',
    lasts: '',
  })
  const add = useChange(addEntry, {
    refreshes: [LISTS_PATH, ENTITIES_PATH],
    showsProblem: true,
    done: ({ list, entity, entity_id }) => {
      toast({ text: `${entity} ${entity_id} is on the ${list} list from the next transaction on.` })
      onClose()
    },
  })
  const problem = add.error ? asProblem(add.error) : null
  const wrong = (field: string) => problem?.errors.find((each) => each.field === field)?.message
  const change = (fields: Partial<typeof entry>) => setEntry({ ...entry, ...fields })
  const submitted = (event: FormEvent) => {
    event.preventDefault()
    const { lasts, ...asked } = entry
    const until = Date.now() + Number(lasts) * 1_000
    add.mutate({ ...asked, expires_at: lasts === '' ? null : new Date(until).toISOString() })
  }
  return (
    <Dialog title="Put an entity on a list" onClose={onClose}>
      <form onSubmit={submitted} className="grid grid-cols-2 gap-3">
        <Field label="List">
          <Select value={entry.list} options={LISTS} onChange={(list) => change({ list })} />
        </Field>
        <Field label="Until">
          <Select value={entry.lasts} options={LASTS} onChange={(lasts) => change({ lasts })} />
        </Field>
        <Field label="Entity">
          <Select
            value={entry.entity}
            options={ENTITIES}
            onChange={(entity) => change({ entity })}
          />
        </Field>
        <Field label="Id" problem={wrong('entity_id')}>
          <TextInput
            required
            value={entry.entity_id}
            className="font-mono"
            onChange={(event) => change({ entity_id: event.target.value })}
          />
        </Field>
        <Field label="Reason" className="col-span-2" problem={wrong('reason')}>
          <TextInput
            required
            value={entry.reason}
            onChange={(event) => change({ reason: event.target.value })}
          />
        </Field>
        {problem && problem.errors.length === 0 && (
          <p role="alert" className="col-span-2">
            {problem.detail}
          </p>
        )}
        <div className="col-span-2">
          <DialogActions>
            <Button onClick={onClose}>Cancel</Button>
            <Button type="submit" look="primary" disabled={add.isPending}>
              Add
            </Button>
          </DialogActions>
        </div>
      </form>
    </Dialog>
  )
}
