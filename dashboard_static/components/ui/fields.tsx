'use client'

import * as RadixSwitch from '@radix-ui/react-switch'
import { Search } from 'lucide-react'
import type { ComponentProps, ReactNode, SelectHTMLAttributes } from 'react'
import { createContext, useContext, useEffect, useId, useRef } from 'react'
import { KEYMAP } from '@/lib/keyboard/keymap'
import { useKeys } from '@/lib/keyboard/useKeys'
import { usePreferences } from '@/lib/preferences/preferences'
import { SearchKey } from './Key'

interface FieldProps {
  label: string
  hint?: ReactNode
  /** What is wrong, from the form or from the field of a 422. */
  problem?: string | null
  className?: string
  children: ReactNode
}

interface FieldIds {
  readonly id: string
  readonly describedBy: string | undefined
  readonly isWrong: boolean
}

const FieldContext = createContext<FieldIds | null>(null)

/** A label, one control, a hint and a problem, tied together for everyone. */
export function Field({ label, hint, problem, className = '', children }: FieldProps) {
  const id = useId()
  const note = `${id}-note`
  const hasNote = Boolean(problem) || hint !== undefined
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <FieldContext
        value={{ id, describedBy: hasNote ? note : undefined, isWrong: Boolean(problem) }}
      >
        {children}
      </FieldContext>
      {hasNote && (
        <p id={note} className={`mt-1 text-sm ${problem ? 'font-medium text-text' : 'text-muted'}`}>
          {problem ?? hint}
        </p>
      )}
    </div>
  )
}

const BOX =
  'w-full rounded-md border border-control/70 bg-raised text-text placeholder:text-muted disabled:opacity-60 aria-[invalid=true]:border-risk-4'

function useFieldProps() {
  const field = useContext(FieldContext)
  if (!field) return {}
  return {
    id: field.id,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.isWrong || undefined,
  }
}

export function TextInput({ className = '', ...rest }: ComponentProps<'input'>) {
  return (
    <input
      type="text"
      {...useFieldProps()}
      className={`${BOX} h-8 px-2.5 ${className}`}
      {...rest}
    />
  )
}

export function TextArea({ className = '', ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...useFieldProps()} className={`${BOX} px-2.5 py-1.5 ${className}`} {...rest} />
}

interface SelectProps<Value extends string> extends Omit<
  SelectHTMLAttributes<HTMLSelectElement>,
  'value' | 'onChange'
> {
  value: Value
  options: readonly (readonly [value: Value, label: string])[]
  onChange(value: Value): void
}

/** The browser's own list: it works with every assistive technology and costs nothing. */
export function Select<Value extends string>({
  value,
  options,
  onChange,
  className = '',
  ...rest
}: SelectProps<Value>) {
  return (
    <select
      {...useFieldProps()}
      value={value}
      onChange={(event) => onChange(event.target.value as Value)}
      className={`${BOX} h-8 px-2 ${className}`}
      {...rest}
    >
      {options.map(([option, label]) => (
        <option key={option} value={option}>
          {label}
        </option>
      ))}
    </select>
  )
}

interface SwitchProps {
  label: string
  hint?: string
  isOn: boolean
  onChange(isOn: boolean): void
}

export function Switch({ label, hint, isOn, onChange }: SwitchProps) {
  const id = useId()
  return (
    <div className="flex items-center justify-between gap-4">
      <label htmlFor={id}>
        <span className="block font-medium">{label}</span>
        {hint && <span className="block text-sm text-muted">{hint}</span>}
      </label>
      <RadixSwitch.Root
        id={id}
        checked={isOn}
        onCheckedChange={onChange}
        className="relative h-5 w-9 shrink-0 rounded-full border border-control bg-background transition-colors data-[state=checked]:border-accent data-[state=checked]:bg-accent"
      >
        <RadixSwitch.Thumb className="block size-3.5 translate-x-0.5 rounded-full bg-control transition-transform data-[state=checked]:translate-x-[18px] data-[state=checked]:bg-on-accent" />
      </RadixSwitch.Root>
    </div>
  )
}

interface SearchFieldProps {
  label: string
  value: string
  onChange(value: string): void
  placeholder?: string
  className?: string
  /** Of two fields on one screen the key means one. */
  hasKey?: boolean
}

/** `/` comes here while this is on screen; Esc gives the keys back. */
export function SearchField({
  label,
  value,
  onChange,
  placeholder,
  className = '',
  hasKey = true,
}: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null)
  useKeys(hasKey ? { search: () => field.current?.focus() } : {})
  const hasShortcuts = usePreferences((preferences) => preferences.hasShortcuts)
  useEffect(() => {
    const element = field.current
    const left = (event: KeyboardEvent) => event.key === 'Escape' && element?.blur()
    element?.addEventListener('keydown', left)
    return () => element?.removeEventListener('keydown', left)
  }, [])
  return (
    <div className={`relative ${className}`}>
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute left-2 top-[7px] size-3.5 text-muted"
      />
      <input
        ref={field}
        type="search"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-label={label}
        aria-keyshortcuts={hasKey && hasShortcuts ? KEYMAP.search.label : undefined}
        placeholder={placeholder ?? label}
        spellCheck={false}
        className={`${BOX} peer h-7 pl-7 pr-2`}
      />
      {hasKey && <SearchKey />}
    </div>
  )
}
