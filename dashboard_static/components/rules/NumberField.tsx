'use client'

import { useState } from 'react'
import { Field, TextInput } from '@/components/ui/fields'

interface NumberFieldProps {
  label: string
  hint?: string
  value: number | null
  problem?: string
  onChange(value: number | null): void
}

/** Text while it is typed ("-", "1."), a number once it is one; empty is null. */
export function NumberField({ label, hint, value, problem, onChange }: NumberFieldProps) {
  const [text, setText] = useState(value === null ? '' : String(value))
  const number = text.trim() === '' ? null : Number(text)
  const isNumber = number === null || Number.isFinite(number)
  const typed = (next: string) => {
    setText(next)
    const read = next.trim() === '' ? null : Number(next)
    if (read === null || Number.isFinite(read)) onChange(read)
  }
  return (
    <Field label={label} hint={hint} problem={isNumber ? problem : 'This is no number.'}>
      <TextInput
        inputMode="decimal"
        value={text}
        className="font-mono"
        onChange={(event) => typed(event.target.value)}
      />
    </Field>
  )
}
