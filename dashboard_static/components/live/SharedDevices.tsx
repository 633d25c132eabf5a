'use client'

import { EntityMark } from '@/components/risk/EntityMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { Panel } from '@/components/ui/Panel'
import { useFeedFilter } from '@/lib/feed/filterState'
import type { FeedStore } from '@/lib/feed/feedStore'
import { sharedDevices } from '@/lib/feed/leaders'
import { plural } from '@/lib/format/numbers'
import { useFeedSummary } from '@/lib/system/useFeed'

const SHOWN = 20

const summarise = ({ ring }: FeedStore) => sharedDevices(ring, SHOWN)

/** Only what the buffered alerts themselves show; the graph knows more. */
export function SharedDevices() {
  const devices = useFeedSummary(summarise)
  const narrow = useFeedFilter((state) => state.narrow)
  return (
    <Panel title="Shared devices" aside="worst score">
      {devices.length === 0 ? (
        <p className="px-3.5 py-4 text-muted">
          No device appears under two users in the alerts kept here.
        </p>
      ) : (
        <ul
          className="min-h-0 overflow-y-auto"
          tabIndex={0}
          aria-label="Devices used by several users"
        >
          {devices.map(({ device_id, users, alerts, score, risk_level }) => (
            <li key={device_id} className="border-b border-line">
              <button
                type="button"
                title={`Show only alerts on ${device_id}`}
                onClick={() => narrow({ text: device_id })}
                className="flex w-full items-center gap-2.5 px-3.5 py-2 text-left hover:bg-raised"
              >
                <EntityMark type="device" />
                <span className="min-w-0 flex-1">
                  <span className="block truncate font-mono text-sm">{device_id}</span>
                  <span className="block text-sm text-muted">
                    {plural(users, 'user')} · {plural(alerts, 'alert')}
                  </span>
                </span>
                <RiskChip score={score} level={risk_level} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
