'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/buttons'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Field, TextInput } from '@/components/ui/fields'
import { asProblem } from '@/lib/api/http'
import type { NewPerson } from '@/lib/api/messages'
import { letIn, PEOPLE_PATH } from '@/lib/api/people'
import { useChange } from '@/lib/api/useApi'
import type { Role } from '@/lib/system/roles'
import { RoleField } from './RoleField'

/** What the API takes for a name; see the Person of the reference. */
const NAME_MAX = 64

interface LetInDialogProps {
  onDone(person: NewPerson): void
  onClose(): void
}

export function LetInDialog({ onDone, onClose }: LetInDialogProps) {
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('analyst')
  const change = useChange(letIn, {
    refreshes: [PEOPLE_PATH],
    showsProblem: true,
    done: onDone,
  })
  const problem = change.error ? asProblem(change.error) : null
  return (
    <Dialog
      title="Let somebody in"
      description="They get a token of their own. It is shown once."
      onClose={onClose}
    >
      <form
        action={() => change.mutate({ name: name.trim(), role })}
        className="flex flex-col gap-3"
      >
        <Field
          label="Name"
          hint="It signs what they do in the audit log."
          problem={problem && (problem.errors[0]?.message ?? problem.detail)}
        >
          <TextInput
            autoFocus
            required
            autoComplete="off"
            maxLength={NAME_MAX}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <RoleField role={role} onChange={setRole} />
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={name.trim() === '' || change.isPending}>
            Let in
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
