import { Button } from '@/components/ui/buttons'

interface ProblemPlaceProps {
  text: string
  /** From 1. */
  column: number
  onGo(column: number): void
}

const AROUND = 24

/** The place in the condition, with a little before and after it. */
export function ProblemPlace({ text, column, onGo }: ProblemPlaceProps) {
  const at = Math.min(column - 1, text.length)
  const token = /^[A-Za-z0-9_]+|^./.exec(text.slice(at))?.[0] ?? ''
  const from = Math.max(0, at - AROUND)
  return (
    <p
      data-testid="problem-place"
      className="mt-1.5 flex items-center gap-3 rounded-md border border-control bg-raised px-2.5 py-1"
    >
      <code className="min-w-0 flex-1 truncate whitespace-pre py-0.5 font-mono text-sm leading-6">
        {from > 0 && '…'}
        {text.slice(from, at)}
        <mark className="rounded-sm bg-transparent text-text underline decoration-risk-4 decoration-wavy decoration-2 underline-offset-2">
          {token || '␣'}
        </mark>
        {text.slice(at + token.length, at + token.length + AROUND)}
      </code>
      <Button look="quiet" onClick={() => onGo(column)}>
        Column {column}
      </Button>
    </p>
  )
}
