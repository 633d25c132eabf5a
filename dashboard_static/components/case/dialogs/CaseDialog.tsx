'use client'

import type { Asked, CaseDialogProps } from './asked'
import { AssignDialog } from './AssignDialog'
import { BlockDialog } from './BlockDialog'
import { CloseDialog } from './CloseDialog'
import { LabelDialog } from './LabelDialog'
import { SnoozeDialog } from './SnoozeDialog'
import { TextDialog } from './TextDialog'

/** What an action still has to know, asked in one step: Enter does it, Esc leaves everything. */
export function CaseDialog({ asked, ...props }: CaseDialogProps & { asked: Asked }) {
  const { work, onClose } = props
  switch (asked) {
    case 'fraud':
    case 'genuine':
    case 'unsure':
      return <LabelDialog label={asked} {...props} />
    case 'escalate':
      return (
        <TextDialog
          title="Escalate the case"
          label="What should somebody else look at?"
          button="Escalate"
          onText={(reason) => work.escalate.mutate(reason)}
          onClose={onClose}
        />
      )
    case 'comment':
      return (
        <TextDialog
          title="Add a note"
          label="Note"
          button="Add note"
          onText={(text) => work.note.mutate(text)}
          onClose={onClose}
        />
      )
    case 'snooze':
      return <SnoozeDialog {...props} />
    case 'block':
      return <BlockDialog {...props} />
    case 'assign':
      return <AssignDialog {...props} />
    case 'close':
      return <CloseDialog {...props} />
  }
}
