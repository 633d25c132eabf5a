'use client'

import Link from 'next/link'
import { OutcomeMark } from '@/components/risk/OutcomeMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { Panel } from '@/components/ui/Panel'
import { Money } from '@/components/ui/values'
import { alertLink, ringLink } from '@/lib/api/addresses'
import type { Alert, Case, CaseAlert, RingAlert } from '@/lib/api/messages'
import type { AnyAlert } from '@/lib/feed/anyAlert'
import { plural } from '@/lib/format/numbers'
import { brief } from '@/lib/format/sentences'
import { clockTime } from '@/lib/format/time'

interface CaseAlertsProps {
  case: Case
  /** The alert whose reasons are shown above. */
  shownId: string
  onShow(transactionId: string): void
  className?: string
}

/** The payments of the case, inline; choosing one shows why it was flagged. */
export function CaseAlerts({ case: found, shownId, onShow, className }: CaseAlertsProps) {
  const rest = found.alert_count - found.alerts.length
  return (
    <Panel
      title="Alerts of the case"
      className={className}
      aside={rest > 0 ? `the newest ${found.alerts.length}` : plural(found.alert_count, 'alert')}
    >
      <ul
        data-testid="case-alerts"
        className="max-h-80 overflow-y-auto"
        tabIndex={0}
        aria-label="Alerts"
      >
        {found.alerts.map(({ alert, label }) => (
          <li
            key={alert.seq}
            aria-current={isShown(alert, shownId) || undefined}
            className="relative grid grid-cols-[60px_58px_minmax(0,1fr)_76px_84px_84px_44px] items-center gap-3 border-b border-line/70 px-3.5 py-1.5 last:border-0 hover:bg-raised aria-[current]:bg-accent/15"
          >
            <span className="font-mono text-sm text-muted">{clockTime(alert.raised_at)}</span>
            <span className="flex">
              <RiskChip score={alert.score} level={alert.risk_level} />
            </span>
            {alert.kind === 'ring' ? (
              <RingCells alert={alert} />
            ) : (
              <PaymentCells alert={alert} label={label} onShow={onShow} />
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const isShown = (alert: AnyAlert, shownId: string) =>
  alert.kind === 'transaction' && alert.transaction_id === shownId

const OPEN = 'relative z-10 text-right text-sm text-accent underline-offset-2 hover:underline'

interface PaymentCellsProps {
  alert: Alert
  label: CaseAlert['label']
  onShow(transactionId: string): void
}

function PaymentCells({ alert, label, onShow }: PaymentCellsProps) {
  return (
    <>
      <button
        type="button"
        onClick={() => onShow(alert.transaction_id)}
        className="min-w-0 text-left after:absolute after:inset-0"
      >
        <span title={alert.headline} className="block truncate">
          {brief(alert.headline)}
        </span>
        <span className="block truncate text-sm text-muted">{alert.merchant}</span>
      </button>
      <span className="flex text-sm">
        <OutcomeMark outcome={alert.outcome} />
      </span>
      <span className="truncate text-sm">
        {label ?? <span className="text-muted">no label</span>}
      </span>
      <span className="text-right text-sm">
        <Money minor={alert.amount_minor} currency={alert.currency} />
      </span>
      <Link href={alertLink(alert.transaction_id)} prefetch={false} className={OPEN}>
        open<span className="sr-only"> {alert.transaction_id}</span>
      </Link>
    </>
  )
}

function RingCells({ alert }: { alert: RingAlert }) {
  return (
    <>
      <span className="col-span-4 min-w-0">
        <span title={alert.headline} className="block truncate">
          {brief(alert.headline)}
        </span>
        <span className="block truncate text-sm text-muted">
          {plural(alert.size, 'user')} on {plural(alert.identifiers, 'shared identifier')}
        </span>
      </span>
      <Link href={ringLink(alert.ring_id)} prefetch={false} className={OPEN}>
        open<span className="sr-only"> ring {alert.ring_id}</span>
      </Link>
    </>
  )
}
