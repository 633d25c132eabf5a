'use client'

import { useState } from 'react'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Button } from '@/components/ui/buttons'
import { Field, Select, TextInput } from '@/components/ui/fields'
import { spelled } from '@/lib/format/numbers'
import { useRuleCodes } from '@/lib/cases/useRuleCodes'
import { entitiesOf } from '@/lib/cases/entities'
import { hoursFromNow, SNOOZE_HOURS } from '@/lib/snooze/until'
import type { CaseDialogProps } from './asked'

/** One rule says nothing about one entity until a time. */
export function SnoozeDialog({ case: found, work, onClose }: CaseDialogProps) {
  const rules = useRuleCodes(found.reason_codes)
  const entities = entitiesOf(found)
  const [rule, setRule] = useState(rules[0] ?? '')
  const [entity, setEntity] = useState(entities[0]?.key ?? '')
  const [hours, setHours] = useState('24')
  const [reason, setReason] = useState('known_behaviour')
  const chosen = entities.find(({ key }) => key === entity)
  const asked = rule || rules[0]
  const send = () => {
    if (!chosen || !asked) return
    const until = hoursFromNow(hours)
    const { type, id } = chosen
    work.snooze.mutate({ rule: asked, entity: type, entity_id: id, until, reason })
    onClose()
  }
  return (
    <Dialog
      title="Snooze a rule"
      description="It says nothing about this entity until then; everything else goes on."
      onClose={onClose}
    >
      <form action={send} className="flex flex-col gap-3">
        <Field label="Rule" problem={asked ? null : 'No rule fired in this case.'}>
          <Select
            autoFocus
            value={asked ?? ''}
            options={rules.map((code) => [code, spelled(code)] as const)}
            onChange={setRule}
          />
        </Field>
        <Field label="Entity">
          <Select
            value={entity}
            options={entities.map(({ key, type, id }) => [key, `${type} ${id}`] as const)}
            onChange={setEntity}
          />
        </Field>
        <Field label="How long">
          <Select value={hours} options={SNOOZE_HOURS} onChange={setHours} />
        </Field>
        <Field label="Reason">
          <TextInput value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={!asked || !chosen || reason.trim() === ''}>
            Snooze
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
