'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './buttons'

interface CopyButtonProps {
  label: string
  text(): string
  className?: string
}

export function CopyButton({ label, text, className }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 1_800)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () => {
    // Browsers give a page served over plain http no clipboard.
    if (!navigator.clipboard) return setState('refused')
    navigator.clipboard.writeText(text()).then(
      () => setState('copied'),
      () => setState('refused'),
    )
  }
  const words = { idle: label, copied: 'Copied', refused: 'Copy was refused' }[state]
  return (
    <Button icon={state === 'copied' ? Check : Copy} onClick={copy} className={className}>
      <span aria-live="polite">{words}</span>
    </Button>
  )
}
