'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/buttons'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Field, Select, TextInput } from '@/components/ui/fields'
import type { Threat } from '@/lib/api/messages'
import { endSnooze, snoozeThreat, THREATS_PATH } from '@/lib/api/threats'
import { useChange, useRefresh } from '@/lib/api/useApi'
import { hoursFromNow, SNOOZE_HOURS } from '@/lib/snooze/until'
import { useSystem } from '@/lib/system/SystemProvider'
import { nameOf } from '@/lib/threats/words'
import { toast } from '@/lib/toasts/toasts'

const REFRESHED = [THREATS_PATH]

/** Nothing more is said of this entity or pair until a time; ten seconds to take it back. */
export function SnoozeThreatDialog({ threat, onClose }: { threat: Threat; onClose(): void }) {
  const { client } = useSystem()
  const refresh = useRefresh()
  const [hours, setHours] = useState('24')
  const [reason, setReason] = useState('known_event')
  const undo = async () => {
    await endSnooze(client, threat.threat_id)
    await refresh(REFRESHED)
  }
  const snooze = useChange(snoozeThreat, {
    refreshes: REFRESHED,
    done: () => {
      toast({ text: `Nothing more is said of ${nameOf(threat)} for now`, undo })
      onClose()
    },
  })
  const send = () =>
    snooze.mutate({
      threatId: threat.threat_id,
      asked: { until: hoursFromNow(hours), reason: reason.trim() },
    })
  return (
    <Dialog
      title={`Snooze ${nameOf(threat)}`}
      description="It raises no alert and stands at the end of the list until then, whatever it becomes."
      onClose={onClose}
    >
      <form action={send} className="flex flex-col gap-3">
        <Field label="How long">
          <Select autoFocus value={hours} options={SNOOZE_HOURS} onChange={setHours} />
        </Field>
        <Field label="Reason" hint="Kept with it and in the audit log.">
          <TextInput value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={reason.trim() === '' || snooze.isPending}>
            Snooze
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
