'use client'

import { CircleAlert, Plus } from 'lucide-react'
import { Button } from '@/components/ui/buttons'
import { KeyLegend } from '@/components/ui/Key'
import type { Rule, RulePrecision } from '@/lib/api/messages'
import type { RuleProblem } from '@/lib/api/rules'
import { count } from '@/lib/format/numbers'
import { useKeys } from '@/lib/keyboard/useKeys'
import type { ChangeKind } from '@/lib/rules/changes'
import { differences } from '@/lib/rules/changes'
import { useRulePrecisions } from '@/lib/rules/useRulePrecisions'
import type { WorkingSet } from '@/lib/rules/workingSet'

interface RuleListProps {
  set: WorkingSet
  published: readonly Rule[]
  open: number
  /** For whom may not draft: to look at. */
  isReadOnly: boolean
  problems: readonly RuleProblem[]
  onOpen(index: number): void
  onAdd(): void
}

export function RuleList(props: RuleListProps) {
  const { set, published, open, isReadOnly, problems, onOpen, onAdd } = props
  const changed = new Map(differences(published, set.rules).map(({ code, kind }) => [code, kind]))
  const precisions = useRulePrecisions()
  const last = set.rules.length - 1
  useKeys({
    down: () => onOpen(Math.min(last, open + 1)),
    up: () => onOpen(Math.max(0, open - 1)),
  })
  return (
    <div className="flex min-h-0 flex-col border-r border-line">
      <ul className="min-h-0 flex-1 overflow-y-auto" aria-label="Rules" tabIndex={0}>
        {set.rules.map((rule, index) => (
          <li key={index}>
            <button
              type="button"
              aria-current={index === open || undefined}
              onClick={() => onOpen(index)}
              data-testid="rule"
              data-code={rule.code}
              className="w-full border-b border-line px-3.5 py-2 text-left hover:bg-raised aria-[current]:bg-accent/15 aria-[current]:shadow-[inset_2px_0_0_rgb(var(--accent))]"
            >
              <span className="flex items-center gap-2">
                <span className="min-w-0 flex-1 truncate font-mono text-sm">{rule.code}</span>
                {problems.some((each) => each.index === index) && (
                  <CircleAlert aria-label="has a problem" className="size-3.5 shrink-0" />
                )}
                <ChangeMark kind={changed.get(rule.code)} />
              </span>
              <span className="block truncate text-sm text-muted">
                {rule.outcome} · {rule.weight >= 0 ? '+' : '−'}
                {Math.abs(rule.weight)}
                {firing(precisions.get(rule.code))}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {!isReadOnly && (
        <div className="border-t border-line p-2.5">
          <Button icon={Plus} onClick={onAdd} className="w-full justify-center">
            New rule
          </Button>
        </div>
      )}
      <KeyLegend entries={[[['down', 'up'], 'move']]} />
    </div>
  )
}

/** How often it fired since it exists, and how often rightly where the truth is known. */
function firing(known: RulePrecision | undefined): string {
  if (!known || known.fired === 0) return ' · has not fired'
  const right = known.precision === null ? '' : `, ${Math.round(100 * known.precision)}% right`
  return ` · fired ${count(known.fired)}${right}`
}

function ChangeMark({ kind }: { kind: ChangeKind | undefined }) {
  if (!kind) return null
  return (
    <span className="shrink-0 rounded border border-control/70 px-1 text-xs leading-4">
      {kind === 'added' ? 'new' : kind}
    </span>
  )
}
