'use client'

import { useState } from 'react'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Button } from '@/components/ui/buttons'
import { Field, Select } from '@/components/ui/fields'
import type { LabelKind } from '@/lib/api/cases'
import { paymentsOf } from '@/lib/cases/entities'
import { plural, spelled } from '@/lib/format/numbers'
import type { CaseDialogProps } from './asked'

const REASONS: Record<LabelKind, readonly string[]> = {
  fraud: [
    'pattern_confirmed',
    'customer_denies',
    'stolen_card',
    'account_takeover',
    'synthetic_identity',
    'chargeback',
  ],
  genuine: ['customer_confirms', 'known_device', 'usual_behaviour', 'shared_household'],
  unsure: ['waiting_for_customer', 'not_enough_evidence'],
}

/** A label with its reason: the first reason is chosen, so that Enter is enough. */
export function LabelDialog({
  label,
  case: found,
  work,
  onClose,
}: CaseDialogProps & { label: LabelKind }) {
  const [reason, setReason] = useState(REASONS[label][0] ?? '')
  const payments = paymentsOf(found)
  const [first] = payments
  const [scope, setScope] = useState('all')
  const send = () => {
    const ids = scope === 'newest' && first ? [first.transaction_id] : []
    work.label.mutate({ label, reason, transaction_ids: ids })
    onClose()
  }
  return (
    <Dialog title={`Label ${label}`} onClose={onClose}>
      <form action={send} className="flex flex-col gap-3">
        <Field label="Reason" hint="It is kept with the label and reaches the training data.">
          <Select
            autoFocus
            value={reason}
            options={REASONS[label].map((code) => [code, spelled(code)] as const)}
            onChange={setReason}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault()
                send()
              }
            }}
          />
        </Field>
        {payments.length > 1 && (
          <Field label="Transactions">
            <Select
              value={scope}
              options={[
                ['all', `All ${plural(payments.length, 'payment')} of the case`],
                ['newest', 'Only the newest'],
              ]}
              onChange={setScope}
            />
          </Field>
        )}
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look={label === 'fraud' ? 'danger' : 'primary'} type="submit">
            Label {label}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
