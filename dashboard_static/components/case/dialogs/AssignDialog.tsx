'use client'

import { useState } from 'react'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Button } from '@/components/ui/buttons'
import { Field, TextInput } from '@/components/ui/fields'
import type { CaseDialogProps } from './asked'

export function AssignDialog({ case: found, me, work, onClose }: CaseDialogProps) {
  const [assignee, setAssignee] = useState(found.assignee ?? me ?? '')
  const send = () => {
    work.assign.mutate({ of: found, assignee: assignee.trim() || null })
    onClose()
  }
  return (
    <Dialog title="Assign the case" onClose={onClose}>
      <form action={send}>
        <Field label="To" hint="The name somebody signs in with. Empty: to nobody.">
          <TextInput
            autoFocus
            maxLength={64}
            value={assignee}
            onChange={(event) => setAssignee(event.target.value)}
          />
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            {assignee.trim() === '' ? 'Assign to nobody' : 'Assign'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
