'use client'

import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button, IconButton } from '@/components/ui/buttons'
import { useKeys } from '@/lib/keyboard/useKeys'
import type { Toast } from '@/lib/toasts/toasts'
import { undoNewest, undoToast, useToasts } from '@/lib/toasts/toasts'

/** What just happened, bottom right; `z` takes the newest back while it can be. */
export function Toasts() {
  const { shown } = useToasts()
  const canUndo = shown.some(({ undo }) => undo)
  useKeys(canUndo ? { undo: undoNewest } : {}, { isFallback: true })
  return (
    <ol
      aria-label="Messages"
      aria-live="polite"
      className="pointer-events-none fixed bottom-4 right-4 z-50 flex w-[min(400px,calc(100vw-2rem))] flex-col gap-2"
    >
      {shown.map((each) => (
        <ToastCard key={each.id} toast={each} />
      ))}
    </ol>
  )
}

function ToastCard({ toast }: { toast: Toast }) {
  const dismiss = useToasts((toasts) => toasts.dismiss)
  const [isHeld, setHeld] = useState(false)
  const left = useSecondsLeft(toast.seconds, isHeld)
  useEffect(() => {
    if (left === 0) dismiss(toast.id)
  }, [left, dismiss, toast.id])
  const Icon = toast.isProblem ? CircleAlert : CircleCheck
  return (
    <li
      data-testid="toast"
      data-problem={toast.isProblem || undefined}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="pointer-events-auto flex animate-appear items-center gap-2.5 rounded-lg border border-control bg-raised py-2 pl-3.5 pr-2 shadow-[var(--shadow)]"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <p className="min-w-0 flex-1 [overflow-wrap:anywhere]">{toast.text}</p>
      {toast.undo && (
        <Button action="undo" onClick={() => undoToast(toast)}>
          Undo{' '}
          <span aria-hidden="true" className="w-[3ch] text-right font-mono text-muted">
            {left}s
          </span>
        </Button>
      )}
      <IconButton label="Dismiss" icon={X} onClick={() => dismiss(toast.id)} />
    </li>
  )
}

/** An undo is promised for its seconds whatever the pointer does; the rest waits to be read. */
function useSecondsLeft(seconds: number, isHeld: boolean): number {
  const [left, setLeft] = useState(seconds)
  useEffect(() => {
    if (isHeld) return
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), 1_000)
    return () => clearInterval(timer)
  }, [isHeld])
  return left
}
