'use client'

import Link from 'next/link'
import { useMemo } from 'react'
import { OutcomeMark } from '@/components/risk/OutcomeMark'
import { EntityMark } from '@/components/risk/EntityMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { Panel } from '@/components/ui/Panel'
import { alertLink } from '@/lib/api/addresses'
import type { Transaction } from '@/lib/api/messages'
import { linkedAlerts } from '@/lib/feed/leaders'
import { money } from '@/lib/format/money'
import { brief } from '@/lib/format/sentences'
import { clockTime } from '@/lib/format/time'
import { useFeed } from '@/lib/system/useFeed'

const SHOWN = 8

/** Only among the alerts this page keeps: it says so. */
export function LinkedAlerts({ transaction }: { transaction: Transaction }) {
  const { feed, version } = useFeed()
  const linked = useMemo(
    () => linkedAlerts(feed.ring, transaction, SHOWN),
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the version stands for the ring
    [feed, version, transaction],
  )
  return (
    <Panel title="Linked alerts" aside="same user, card or device, among the alerts kept here">
      {linked.length === 0 ? (
        <p className="px-3.5 py-3 text-muted">
          No other alert kept here names this user, card or device.
        </p>
      ) : (
        <ul data-testid="linked-alerts">
          {linked.map(({ alert, shared }) => (
            <li
              key={alert.seq}
              className="relative grid grid-cols-[58px_60px_minmax(0,1fr)_auto_76px_84px] items-center gap-3 border-b border-line/70 px-3.5 py-1.5 last:border-0 hover:bg-raised"
            >
              <span className="font-mono text-sm text-muted">{clockTime(alert.raised_at)}</span>
              <span className="flex">
                <RiskChip score={alert.score} level={alert.risk_level} />
              </span>
              <Link
                href={alertLink(alert.transaction_id)}
                prefetch={false}
                className="truncate after:absolute after:inset-0"
              >
                {brief(alert.headline)}
              </Link>
              <span className="flex gap-1.5 text-sm text-muted">
                {shared.map((type) => (
                  <span key={type} className="inline-flex items-center gap-1">
                    <EntityMark type={type} />
                    {type}
                  </span>
                ))}
              </span>
              <span className="flex text-sm">
                <OutcomeMark outcome={alert.outcome} />
              </span>
              <span className="text-right font-mono text-sm">
                {money(alert.amount_minor, alert.currency)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
