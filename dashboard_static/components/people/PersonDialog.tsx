'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/buttons'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import type { KnownPerson, NewPerson } from '@/lib/api/messages'
import { changeRole, PEOPLE_PATH, showOut } from '@/lib/api/people'
import { useChange } from '@/lib/api/useApi'
import { useMe } from '@/lib/system/useMe'
import { toast } from '@/lib/toasts/toasts'
import { RoleField } from './RoleField'

interface PersonDialogProps {
  person: KnownPerson
  onDone(person: NewPerson): void
  onClose(): void
}

/** Another role, which is another token, or out. */
export function PersonDialog({ person, onDone, onClose }: PersonDialogProps) {
  const { name } = person
  const me = useMe()
  const [role, setRole] = useState(person.role)
  const change = useChange(changeRole, { refreshes: [PEOPLE_PATH], done: onDone })
  const out = useChange(showOut, {
    refreshes: [PEOPLE_PATH],
    done: () => {
      toast({ text: `${name} is out: their token opens nothing from now on.` })
      onClose()
    },
  })
  const isMe = me?.name === name
  const isBusy = change.isPending || out.isPending || isMe
  return (
    <Dialog
      title={name}
      description={`${person.role}, let in by ${person.created_by}.`}
      onClose={onClose}
    >
      <form action={() => change.mutate({ name, role })} className="flex flex-col gap-3">
        <RoleField role={role} onChange={setRole} />
        <p className="text-muted">
          A token carries its role: with a new role comes a new token, and the old one opens nothing
          any more.
        </p>
        {isMe && (
          <p role="note" className="font-medium">
            This is you: another admin has to do it, so that nobody locks themselves out.
          </p>
        )}
        <DialogActions>
          <Button
            look="danger"
            className="mr-auto"
            disabled={isBusy}
            onClick={() => out.mutate(name)}
          >
            Show out
          </Button>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={isBusy}>
            {role === person.role ? 'New token' : 'Change role'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
