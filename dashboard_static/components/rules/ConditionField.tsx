'use client'

import type { KeyboardEvent } from 'react'
import { useId, useLayoutEffect, useRef, useState } from 'react'
import { TextArea, Field } from '@/components/ui/fields'
import type { RuleProblem } from '@/lib/api/rules'
import type { RuleName, Word } from '@/lib/rules/completion'
import { suggest, wordAt } from '@/lib/rules/completion'
import { ProblemPlace } from './ProblemPlace'

const SHOWN = 8

interface ConditionFieldProps {
  value: string
  problem: RuleProblem | null
  onChange(value: string): void
}

/** The condition in CEL; names complete as they are typed, Tab or Enter takes one. */
export function ConditionField({ value, problem, onChange }: ConditionFieldProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const completion = useCompletion(value, onChange, area)
  const list = useId()
  const go = (column: number) => {
    area.current?.focus()
    area.current?.setSelectionRange(column - 1, column)
  }
  return (
    <div className="relative col-span-2">
      <Field
        label="Condition"
        hint="CEL over the features by name, such as user_burst_1m > 10.0 && amount >= 200.0"
        problem={problem?.says}
      >
        <TextArea
          ref={area}
          rows={3}
          value={value}
          maxLength={1_000}
          spellCheck={false}
          autoComplete="off"
          aria-autocomplete="list"
          aria-controls={completion.names.length > 0 ? list : undefined}
          aria-activedescendant={
            completion.names.length > 0 ? `${list}-${completion.at}` : undefined
          }
          className="resize-none font-mono text-sm leading-5"
          onChange={(event) => {
            onChange(event.target.value.replaceAll(/[\r\n]+/g, ' '))
            completion.look(event.target)
          }}
          onKeyDown={completion.pressed}
          onBlur={completion.close}
        />
      </Field>
      {completion.names.length > 0 && (
        <Names id={list} names={completion.names} at={completion.at} onTake={completion.take} />
      )}
      {problem?.column != null && <ProblemPlace text={value} column={problem.column} onGo={go} />}
    </div>
  )
}

interface NamesProps {
  id: string
  names: readonly RuleName[]
  at: number
  onTake(name: RuleName): void
}

function Names({ id, names, at, onTake }: NamesProps) {
  return (
    <ul
      id={id}
      role="listbox"
      aria-label="Names a rule may read"
      className="absolute inset-x-0 top-[88px] z-20 overflow-hidden rounded-md border border-control bg-raised shadow-[var(--shadow)]"
    >
      {names.map((each, index) => (
        <li
          key={each.name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === at}
          // Before the field loses focus, which would close the list.
          onMouseDown={(event) => {
            event.preventDefault()
            onTake(each)
          }}
          className="flex cursor-pointer items-baseline gap-3 px-2.5 py-1 aria-selected:bg-accent/15"
        >
          <span className="shrink-0 font-mono text-sm">{each.name}</span>
          <span className="min-w-0 truncate text-sm text-muted">{each.says}</span>
        </li>
      ))}
    </ul>
  )
}

function useCompletion(
  value: string,
  onChange: (value: string) => void,
  area: React.RefObject<HTMLTextAreaElement | null>,
) {
  const [word, setWord] = useState<Word | null>(null)
  const [at, setAt] = useState(0)
  const caret = useRef<number | null>(null)
  const names = word && word.text.length > 1 ? suggest(word.text, SHOWN) : []
  useLayoutEffect(() => {
    if (caret.current !== null) area.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  }, [value, area])
  const look = (element: HTMLTextAreaElement) => {
    setWord(wordAt(element.value, element.selectionStart))
    setAt(0)
  }
  const close = () => setWord(null)
  const take = ({ name }: RuleName) => {
    if (!word) return
    caret.current = word.start + name.length
    onChange(value.slice(0, word.start) + name + value.slice(word.start + word.text.length))
    close()
  }
  const pressed = (event: KeyboardEvent) => {
    const chosen = names[at]
    if (!chosen) {
      if (event.key === 'Enter') event.preventDefault() // a condition is one line
      return
    }
    if (event.key === 'ArrowDown') setAt((at + 1) % names.length)
    else if (event.key === 'ArrowUp') setAt((at + names.length - 1) % names.length)
    else if (event.key === 'Enter' || event.key === 'Tab') take(chosen)
    else if (event.key === 'Escape') close()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return { names, at, look, close, take, pressed }
}
