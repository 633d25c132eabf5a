'use client'

import type { Case } from '@/lib/api/messages'
import type { CaseWork } from '@/lib/cases/useCaseWork'
import { AssignDialog } from './AssignDialog'
import { BlockDialog } from './BlockDialog'
import { CloseDialog } from './CloseDialog'
import { LabelDialog } from './LabelDialog'
import { SnoozeDialog } from './SnoozeDialog'
import { TextDialog } from './TextDialog'

export type Asked =
  'fraud' | 'genuine' | 'unsure' | 'escalate' | 'snooze' | 'block' | 'assign' | 'comment' | 'close'

export interface CaseDialogProps {
  case: Case
  me: string | null
  work: CaseWork
  onClose(): void
}

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
