'use client'

import { Eye, Trash2 } from 'lucide-react'
import { Button } from '@/components/ui/buttons'
import { Field, Select, TextArea, TextInput } from '@/components/ui/fields'
import type { Rule } from '@/lib/api/messages'
import type { RuleProblem } from '@/lib/api/rules'
import { RULE_NAMES } from '@/lib/rules/completion'
import { ConditionField } from './ConditionField'
import { NumberField } from './NumberField'

interface RuleEditorProps {
  rule: Rule
  /** Why the reader may not edit it; null where they may. */
  readOnly: string | null
  /** Just begun: it is to be written now, so that focus is in its first field. */
  isFresh: boolean
  problems: readonly RuleProblem[]
  onChange(fields: Partial<Rule>): void
  onRemove(): void
}

const GROUPS = [
  ['amount', 'amount'],
  ['velocity', 'velocity'],
  ['graph', 'graph'],
  ['merchant', 'merchant'],
  ['label', 'label'],
  ['behaviour', 'behaviour'],
] as const

const OUTCOMES = [
  ['approve', 'no change (points only)'],
  ['review', 'review at least'],
  ['decline', 'decline'],
] as const

const NAMED = [
  ['', 'nobody'],
  ['card', 'users of the card'],
  ['device', 'users of the device'],
  ['ip', 'users of the ip'],
] as const

const FEATURES = [
  ['', 'none'] as const,
  ...RULE_NAMES.filter(({ kind }) => kind === 'number').map(({ name }) => [name, name] as const),
]

export function RuleEditor(props: RuleEditorProps) {
  const { rule, isFresh, readOnly, problems, onChange, onRemove } = props
  const wrong = (field: keyof Rule) => problems.find((each) => each.field === field)?.says
  return (
    <form
      aria-label={`Rule ${rule.code}`}
      onSubmit={(event) => event.preventDefault()}
      className="min-h-0 overflow-y-auto"
    >
      {readOnly !== null && (
        <p
          data-testid="read-only"
          className="flex items-start gap-2.5 border-b border-line bg-raised px-4 py-2.5 text-sm"
        >
          <Eye aria-hidden="true" className="mt-0.5 size-3.5 shrink-0 text-muted" />
          To look at. {readOnly}
        </p>
      )}
      <fieldset
        disabled={readOnly !== null}
        className="grid auto-rows-min grid-cols-2 gap-x-4 gap-y-3.5 p-4 [&_:disabled]:opacity-100"
      >
        <Field
          label="Code"
          hint="Lower case; analysts see it on every decision."
          problem={wrong('code')}
        >
          <TextInput
            autoFocus={isFresh}
            value={rule.code}
            maxLength={64}
            spellCheck={false}
            className="font-mono"
            onChange={(event) => onChange({ code: event.target.value })}
          />
        </Field>
        <Field label="When it holds" problem={wrong('outcome')}>
          <Select
            value={rule.outcome}
            options={OUTCOMES}
            onChange={(outcome) => onChange({ outcome })}
          />
        </Field>
        <ConditionField
          value={rule.when}
          problem={problems.find(({ field }) => field === 'when') ?? null}
          onChange={(when) => onChange({ when })}
        />
        <Field
          className="col-span-2"
          label="What the analyst reads"
          hint="{a_feature}, {merchant} and {entities} are filled in."
          problem={wrong('sentence')}
        >
          <TextArea
            rows={2}
            value={rule.sentence}
            maxLength={300}
            className="resize-none"
            onChange={(event) =>
              onChange({ sentence: event.target.value.replaceAll(/[\r\n]+/g, ' ') })
            }
          />
        </Field>
        <NumberField
          label="Weight"
          hint="Log-odds, −10 to 10: what firing adds to the score."
          value={rule.weight}
          problem={wrong('weight')}
          onChange={(weight) => onChange({ weight: weight ?? 0 })}
        />
        <Field label="Group" problem={wrong('group')}>
          <Select
            value={rule.group as (typeof GROUPS)[number][0]}
            options={GROUPS}
            onChange={(group) => onChange({ group })}
          />
        </Field>
        <Field label="Value beside the sentence" problem={wrong('value')}>
          <Select
            value={rule.value ?? ''}
            options={FEATURES}
            onChange={(value) => onChange({ value: value === '' ? null : value })}
          />
        </Field>
        <NumberField
          label="What is usual"
          hint="Shown as “× usual”; may be empty."
          value={rule.usual}
          problem={wrong('usual')}
          onChange={(usual) => onChange({ usual })}
        />
        <Field label="Names" problem={wrong('names')}>
          <Select
            value={rule.names ?? ''}
            options={NAMED}
            onChange={(names) => onChange({ names: names === '' ? null : names })}
          />
        </Field>
        {readOnly === null && (
          <div className="flex items-end justify-end">
            <Button icon={Trash2} onClick={onRemove}>
              Remove the rule
            </Button>
          </div>
        )}
      </fieldset>
    </form>
  )
}
