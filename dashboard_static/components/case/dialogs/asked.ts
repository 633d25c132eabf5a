import type { Case } from '@/lib/api/messages'
import type { CaseWork } from '@/lib/cases/useCaseWork'

/** What one can ask of a case that takes another word. */
export type Asked =
  'fraud' | 'genuine' | 'unsure' | 'escalate' | 'snooze' | 'block' | 'assign' | 'comment' | 'close'

export interface CaseDialogProps {
  case: Case
  me: string | null
  work: CaseWork
  onClose(): void
}
