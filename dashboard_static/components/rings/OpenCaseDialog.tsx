'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/buttons'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Field, TextInput } from '@/components/ui/fields'
import { caseLink } from '@/lib/api/addresses'
import { CASES_PATH, openForRing } from '@/lib/api/cases'
import type { Case, RingSummary } from '@/lib/api/messages'
import { RINGS_PATH } from '@/lib/api/rings'
import { useChange } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { toast } from '@/lib/toasts/toasts'

/** A case for the ring, with a reason; where one works its members already, that one. */
export function OpenCaseDialog({ ring, onClose }: { ring: RingSummary; onClose(): void }) {
  const router = useRouter()
  const [reason, setReason] = useState('')
  const opening = useChange<string, Case>((client, why) => openForRing(client, ring.ring_id, why), {
    refreshes: [CASES_PATH, RINGS_PATH],
    done: ({ case_id }) => {
      toast({ text: `${case_id} works ${ring.ring_id}` })
      onClose()
      router.push(caseLink(case_id))
    },
  })
  return (
    <Dialog
      title="Open a case"
      description={`The ${plural(ring.size, 'user')} are worked as one: alerts of any of them join it. Where a case works one of them already, it takes the ring in.`}
      onClose={onClose}
    >
      <form action={() => opening.mutate(reason.trim())}>
        <Field label="Reason" hint="Stands first in the case's activity, and in the audit log.">
          <TextInput autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={reason.trim() === '' || opening.isPending}>
            Open case
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
