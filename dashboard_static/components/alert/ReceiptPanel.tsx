import { Panel } from '@/components/ui/Panel'
import type { Decision } from '@/lib/api/messages'
import { scoreOutOf100, spelled } from '@/lib/format/numbers'
import { fullTime } from '@/lib/format/time'

/** What the decision was made with, by content hash: enough to make it again. */
export function ReceiptPanel({ decision }: { decision: Decision }) {
  const versions = Object.entries(decision.versions).filter(([, hash]) => hash != null)
  return (
    <Panel title="Decided with" aside={fullTime(decision.decided_at)}>
      <dl className="px-3.5 py-1.5">
        {versions.map(([part, hash]) => (
          <div
            key={part}
            className="grid grid-cols-[96px_minmax(0,1fr)] items-baseline gap-3 py-[3px]"
          >
            <dt className="text-muted">{spelled(part)}</dt>
            <dd title={hash ?? undefined} className="truncate font-mono text-sm">
              {hash}
            </dd>
          </div>
        ))}
        {decision.shadow_score != null && (
          <div className="grid grid-cols-[96px_minmax(0,1fr)] items-baseline gap-3 py-[3px]">
            <dt className="text-muted">shadow score</dt>
            <dd className="font-mono text-sm">{scoreOutOf100(decision.shadow_score)} / 100</dd>
          </div>
        )}
      </dl>
    </Panel>
  )
}
