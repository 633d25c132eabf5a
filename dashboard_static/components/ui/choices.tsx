'use client'

import * as ToggleGroup from '@radix-ui/react-toggle-group'
import type { KeyboardEvent, ReactNode } from 'react'
import { useId, useRef } from 'react'

type Options<Value extends string> = readonly (readonly [value: Value, label: string])[]

interface SegmentsProps<Value extends string> {
  label: string
  value: Value
  options: Options<Value>
  onChange(value: Value): void
}

/** The group takes an empty value for none, and to us it is one: the default of a filter. */
const MARK = ':'

/** One of a few, all in sight: a filter, a window. */
export function Segments<Value extends string>({
  label,
  value,
  options,
  onChange,
}: SegmentsProps<Value>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={MARK + value}
      onValueChange={(chosen) => chosen && onChange(chosen.slice(MARK.length) as Value)}
      aria-label={label}
      className="inline-flex rounded-md border border-control/70 p-px text-sm"
    >
      {options.map(([option, name]) => (
        <ToggleGroup.Item
          key={option}
          value={MARK + option}
          className="h-6 whitespace-nowrap rounded-[5px] px-2 text-muted hover:text-text data-[state=on]:bg-accent/15 data-[state=on]:text-text"
        >
          {name}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}

interface TabsProps<Value extends string> extends SegmentsProps<Value> {
  children: ReactNode
  className?: string
}

/** Sections of one screen; arrow keys, Home and End move as the ARIA pattern says. */
export function Tabs<Value extends string>({
  label,
  value,
  options,
  onChange,
  children,
  className = '',
}: TabsProps<Value>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const moved = (event: KeyboardEvent) => {
    const to = target(
      event.key,
      options.findIndex(([option]) => option === value),
      options.length,
    )
    const chosen = to === null ? undefined : options[to]
    if (to === null || !chosen) return
    event.preventDefault()
    onChange(chosen[0])
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[to]?.focus()
  }
  return (
    <div className={`flex min-h-0 flex-1 flex-col ${className}`}>
      <div
        ref={list}
        role="tablist"
        aria-label={label}
        onKeyDown={moved}
        className="flex shrink-0 flex-wrap gap-x-1 border-b border-line px-3"
      >
        {options.map(([option, name]) => (
          <button
            key={option}
            type="button"
            role="tab"
            id={`${id}-${option}`}
            aria-selected={option === value}
            aria-controls={`${id}-panel`}
            tabIndex={option === value ? 0 : -1}
            onClick={() => onChange(option)}
            className="-mb-px min-h-10 whitespace-nowrap border-b-2 border-transparent px-2.5 text-muted hover:text-text aria-selected:border-accent aria-selected:font-medium aria-selected:text-text"
          >
            {name}
          </button>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${value}`}
        className="flex min-h-0 flex-1 flex-col"
      >
        {children}
      </div>
    </div>
  )
}

function target(key: string, from: number, length: number): number | null {
  if (key === 'ArrowRight') return (from + 1) % length
  if (key === 'ArrowLeft') return (from + length - 1) % length
  if (key === 'Home') return 0
  return key === 'End' ? length - 1 : null
}
