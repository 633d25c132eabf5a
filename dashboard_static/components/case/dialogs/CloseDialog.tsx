'use client'

import { useState } from 'react'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Button } from '@/components/ui/buttons'
import { Field, Select, TextArea } from '@/components/ui/fields'
import type { CloseReason } from '@/lib/api/cases'
import { closingReason } from '@/lib/cases/closing'
import { CLOSE_REASONS } from '@/lib/cases/useCaseWork'
import type { CaseDialogProps } from './asked'

/** Closing takes a reason; what the labels say is proposed. */
export function CloseDialog({ case: found, work, onClose }: CaseDialogProps) {
  const [reason, setReason] = useState<CloseReason>(closingReason(found) ?? 'insufficient_evidence')
  const [note, setNote] = useState('')
  const send = () => {
    work.close.mutate({ of: found, reason, note: note.trim() })
    onClose()
  }
  return (
    <Dialog title="Close the case" onClose={onClose}>
      <form action={send} className="flex flex-col gap-3">
        <Field label="Reason">
          <Select
            autoFocus
            value={reason}
            options={CLOSE_REASONS}
            onChange={(chosen) => setReason(chosen as CloseReason)}
          />
        </Field>
        <Field label="Note" hint="Left out where there is nothing to add.">
          <TextArea
            rows={3}
            maxLength={2_000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit">
            Close the case
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
