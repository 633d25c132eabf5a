'use client'

import { useState } from 'react'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Button } from '@/components/ui/buttons'
import { Field, Select, TextInput } from '@/components/ui/fields'
import type { ListEntry, ListEntryRequest } from '@/lib/api/messages'
import { useChange } from '@/lib/api/useApi'
import { entitiesOf } from '@/lib/cases/entities'
import { useSystem } from '@/lib/system/SystemProvider'
import { toast } from '@/lib/toasts/toasts'
import type { CaseDialogProps } from './asked'

/** An entity on the block list: every payment with it is declined from the next one on. */
export function BlockDialog({ case: found, me, onClose }: CaseDialogProps) {
  const { client } = useSystem()
  const entities = entitiesOf(found)
  const [key, setKey] = useState(entities[0]?.key ?? '')
  const [reason, setReason] = useState(`case ${found.case_id}`)
  const chosen = entities.find((entity) => entity.key === key)
  const block = useChange(
    (asking, asked: ListEntryRequest) => asking.send<ListEntry>('POST', '/lists', asked),
    {
      refreshes: ['/lists'],
      done: ({ entry_id, entity_id }) =>
        toast({
          text: `${entity_id} is blocked`,
          undo: () =>
            client.send('DELETE', `/lists/${encodeURIComponent(entry_id)}`, { author: me }),
        }),
    },
  )
  const send = () => {
    if (!chosen) return
    block.mutate({
      list: 'block',
      entity: chosen.type,
      entity_id: chosen.id,
      reason,
      author: me ?? undefined,
    } as ListEntryRequest)
    onClose()
  }
  return (
    <Dialog title="Block" onClose={onClose}>
      <form action={send} className="flex flex-col gap-3">
        <Field label="Entity" hint="Every payment with it is declined from the next one on.">
          <Select
            autoFocus
            value={key}
            options={entities.map((each) => [each.key, `${each.type} ${each.id}`] as const)}
            onChange={setKey}
          />
        </Field>
        <Field label="Reason">
          <TextInput value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" type="submit" disabled={!chosen || reason.trim() === ''}>
            Block
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
