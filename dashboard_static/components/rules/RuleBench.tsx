'use client'

import { useState } from 'react'
import { useSearchParams } from 'next/navigation'
import { useChange } from '@/lib/api/useApi'
import type { RuleBook } from '@/lib/api/messages'
import { RULES_PATH, ruleProblem, saveDraft } from '@/lib/api/rules'
import { asProblem } from '@/lib/api/http'
import type { WorkingSet } from '@/lib/rules/workingSet'
import {
  isSame,
  ruleOfAddress,
  startOf,
  withChange,
  withoutRule,
  withRule,
} from '@/lib/rules/workingSet'
import { useRefusals } from '@/lib/system/useMay'
import { toast } from '@/lib/toasts/toasts'
import { writeUrl } from '@/lib/url/useUrlState'
import { DraftPanel } from './DraftPanel'
import { RuleEditor } from './RuleEditor'
import { RuleList } from './RuleList'

/** Left the rules, in the middle the one that is open, right what publishing would change. */
export function RuleBench({ book }: { book: RuleBook }) {
  const asked = ruleOfAddress(useSearchParams().get('draft'))
  const [edited, setEdited] = useState<WorkingSet | null>(() =>
    asked ? withRule(startOf(book), asked) : null,
  )
  const set = edited ?? startOf(book)
  const [open, setOpen] = useState(() => (asked ? set.rules.length - 1 : 0))
  const [fresh, setFresh] = useState(asked ? open : null)
  const isDirty = edited !== null && !isSame(edited.rules, startOf(book).rules)
  const save = useChange(saveDraft, {
    refreshes: [RULES_PATH],
    showsProblem: true,
    done: () => {
      setEdited(null)
      writeUrl({ draft: null })
      toast({ text: 'The draft was checked and saved. It decides nothing until it is published.' })
    },
  })
  const refusal = useRefusals()('PUT /rules/draft')
  const change = (next: WorkingSet) => {
    save.reset()
    setEdited(next)
  }
  const problem = save.error ? asProblem(save.error) : null
  const problems = problem?.errors.map(ruleProblem) ?? []
  const rule = set.rules[open]
  return (
    <div className="grid min-h-0 flex-1 grid-cols-1 overflow-y-auto md:grid-cols-[230px_minmax(0,1fr)] md:overflow-hidden xl:grid-cols-[250px_minmax(0,1fr)_minmax(300px,380px)]">
      <RuleList
        set={set}
        published={book.published.rules}
        open={open}
        isReadOnly={refusal !== null}
        problems={problems}
        onOpen={(index) => {
          setFresh(null)
          setOpen(index)
        }}
        onAdd={() => {
          change(withRule(set))
          setFresh(set.rules.length)
          setOpen(set.rules.length)
        }}
      />
      {rule && (
        <RuleEditor
          key={open}
          rule={rule}
          readOnly={refusal}
          isFresh={open === fresh}
          problems={problems.filter(({ index }) => index === open)}
          onChange={(fields) => change(withChange(set, open, fields))}
          onRemove={() => {
            change(withoutRule(set, open))
            setOpen(Math.max(0, open - 1))
          }}
        />
      )}
      <DraftPanel
        book={book}
        set={set}
        isDirty={isDirty}
        problem={problem}
        isSaving={save.isPending}
        onSave={() => save.mutate({ based_on: set.basedOn, rules: [...set.rules] })}
        onDrop={() => {
          save.reset()
          setEdited(null)
          setOpen(0)
          writeUrl({ draft: null })
        }}
        onRebase={() => setEdited({ ...set, basedOn: startOf(book).basedOn })}
      />
    </div>
  )
}
