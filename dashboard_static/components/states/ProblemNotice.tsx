import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/buttons'
import type { Problem } from '@/lib/api/messages'
import { Notice } from './Notice'

interface ProblemNoticeProps {
  title: string
  problem: Problem
  onRetry(): void
  children?: ReactNode
}

export function ProblemNotice({ title, problem, onRetry, children }: ProblemNoticeProps) {
  return (
    <Notice icon={TriangleAlert} title={title} testId="problem">
      {children && <p>{children}</p>}
      <dl className="grid w-full grid-cols-[auto_1fr] gap-x-4 gap-y-1 rounded-md border border-line bg-surface p-3.5">
        <dt>Problem</dt>
        <dd className="text-text">
          {problem.title}
          {problem.status > 0 && <span className="font-mono"> · {problem.status}</span>}
        </dd>
        <dt>Detail</dt>
        <dd className="break-words text-text [overflow-wrap:anywhere]">{problem.detail}</dd>
      </dl>
      <Button onClick={onRetry}>Try again</Button>
    </Notice>
  )
}
