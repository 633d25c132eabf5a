'use client'

import { Save, Undo2 } from 'lucide-react'
import { Button } from '@/components/ui/buttons'
import { ChangeButton } from '@/components/ui/ChangeButton'
import type { Problem, RuleBook } from '@/lib/api/messages'
import { plural } from '@/lib/format/numbers'
import { differences } from '@/lib/rules/changes'
import type { WorkingSet } from '@/lib/rules/workingSet'
import { startOf } from '@/lib/rules/workingSet'
import { SimulationPanel } from './SimulationPanel'
import { Differences } from './Differences'
import { Publish, SecondPerson } from './Publish'

interface DraftPanelProps {
  book: RuleBook
  set: WorkingSet
  isDirty: boolean
  problem: Problem | null
  isSaving: boolean
  onSave(): void
  onDrop(): void
  onRebase(): void
}

/** From an edit to what decides: check and save, look at the difference, publish. */
export function DraftPanel(props: DraftPanelProps) {
  const { book, set, isDirty, problem, isSaving, onSave, onDrop } = props
  const changes = differences(book.published.rules, set.rules)
  return (
    <section
      aria-label="Draft"
      className="flex min-h-0 flex-col border-l border-line max-xl:col-span-full max-xl:border-l-0 max-xl:border-t"
    >
      <div className="flex flex-wrap items-center gap-2 p-3">
        <ChangeButton
          asks="PUT /rules/draft"
          icon={Save}
          look="primary"
          disabled={!isDirty || isSaving}
          onClick={onSave}
        >
          {isSaving ? 'Checking…' : 'Check and save draft'}
        </ChangeButton>
        <Publish book={book} isDirty={isDirty} />
        {isDirty && (
          <Button icon={Undo2} look="quiet" onClick={onDrop}>
            Drop edits
          </Button>
        )}
      </div>
      <SecondPerson book={book} isDirty={isDirty} />
      <div
        className="min-h-0 flex-1 overflow-y-auto"
        tabIndex={0}
        role="group"
        aria-label="Differences"
      >
        <Meanwhile {...props} />
        {problem && (
          <p role="alert" className="border-b border-line px-3.5 py-2.5 [overflow-wrap:anywhere]">
            <strong className="font-semibold">{problem.title}.</strong> {problem.detail}
          </p>
        )}
        <SimulationPanel rules={set.rules} />
        <h2 className="px-3.5 pb-1 pt-3 font-semibold">
          {changes.length === 0
            ? 'Nothing differs from the rules in force'
            : `${plural(changes.length, 'rule')} would change`}
        </h2>
        <Differences changes={changes} />
      </div>
    </section>
  )
}

/** Somebody else saved or published while this analyst was editing. */
function Meanwhile({ book, set, isDirty, onDrop, onRebase }: DraftPanelProps) {
  if (!isDirty || startOf(book).basedOn === set.basedOn) return null
  const who = book.draft?.author ?? book.history[0]?.author ?? 'Somebody'
  return (
    <div role="alert" className="flex flex-col gap-2 border-b border-line bg-raised px-3.5 py-2.5">
      <p>
        <strong className="font-semibold">{who} changed the rules meanwhile.</strong> Yours are
        still here; saving puts them over theirs.
      </p>
      <span className="flex gap-2">
        <Button onClick={onDrop}>Take theirs</Button>
        <Button onClick={onRebase}>Keep mine</Button>
      </span>
    </div>
  )
}
