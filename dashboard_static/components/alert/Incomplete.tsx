import { CircleAlert } from 'lucide-react'
import type { Decision } from '@/lib/api/messages'

const WITHOUT: Record<Decision['missing'][number], string> = {
  graph: 'the graph, so links to other users, cards and devices are not in the score',
  model: 'the model, so the rules alone made the score',
  rules: 'the rules, so the model alone made the score',
}

/** A decision made without one of its stages says so, before anyone relies on it. */
export function Incomplete({ decision }: { decision: Decision }) {
  const { missing, rule_errors: ruleErrors } = decision
  if (missing.length === 0 && ruleErrors.length === 0) return null
  return (
    <div
      data-testid="incomplete"
      role="note"
      className="flex items-start gap-2.5 rounded-lg border border-control bg-raised px-3.5 py-2.5"
    >
      <CircleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div>
        {missing.map((stage) => (
          <p key={stage}>
            <strong className="font-semibold">Decided without {stage}.</strong> It did not answer in
            time: this was decided without {WITHOUT[stage]}.
          </p>
        ))}
        {ruleErrors.length > 0 && (
          <p>
            <strong className="font-semibold">Rules that failed:</strong>{' '}
            <span className="font-mono text-sm">{ruleErrors.join(', ')}</span>
          </p>
        )}
      </div>
    </div>
  )
}
