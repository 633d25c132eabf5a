import { EntityLink } from '@/components/risk/EntityLink'
import { AMOUNT, MERCHANT, OUTCOME, RISK, USER } from '@/components/risk/paymentColumns'
import { RiskChip } from '@/components/risk/RiskChip'
import type { Column } from '@/components/table/DataTable'
import { Money, RelativeTime } from '@/components/ui/values'
import type { RingIdentifier, RingMember, RingPayment, RingSummary } from '@/lib/api/messages'
import { amountText } from '@/lib/format/money'
import { count, spelled } from '@/lib/format/numbers'

/** All that its members paid or tried to, in the currency of most payments. */
export function MainExposure({ of: { exposure } }: { of: RingSummary }) {
  const [main] = exposure
  if (!main) return <span className="text-muted">–</span>
  const minor = main.approved_minor + main.reviewed_minor + main.declined_minor
  return <Money minor={minor} currency={main.currency} />
}

export const RING_COLUMNS: readonly Column<RingSummary>[] = [
  {
    name: 'Risk',
    width: '68px',
    cell: ({ score, risk_level }) => <RiskChip score={score} level={risk_level} />,
    value: ({ score }) => score,
  },
  {
    name: 'Ring',
    width: 'minmax(0,2fr)',
    cell: ({ headline, is_blocked, merged_into }) => (
      <span title={headline}>
        {headline}
        {is_blocked && <span className="text-muted"> · blocked</span>}
        {merged_into !== null && <span className="text-muted"> · merged into {merged_into}</span>}
      </span>
    ),
    value: ({ ring_id }) => ring_id,
  },
  {
    name: 'Users',
    width: '60px',
    align: 'right',
    cell: ({ size }) => count(size),
    value: ({ size }) => size,
  },
  {
    name: 'Shared',
    width: '64px',
    align: 'right',
    cell: ({ identifiers }) => count(identifiers),
    value: ({ identifiers }) => identifiers,
  },
  {
    name: 'Frauds',
    width: '64px',
    align: 'right',
    cell: ({ frauds }) => count(frauds),
    value: ({ frauds }) => frauds,
  },
  {
    name: 'Exposure',
    width: '120px',
    align: 'right',
    cell: (ring) => <MainExposure of={ring} />,
    value: ({ exposure }) =>
      exposure.map((each) => {
        const minor = each.approved_minor + each.reviewed_minor + each.declined_minor
        return `${amountText(minor, each.currency)} ${each.currency}`
      }),
  },
  {
    name: 'Formed',
    width: '96px',
    align: 'right',
    cell: ({ formed_at }) => <RelativeTime at={formed_at} />,
    value: ({ formed_at }) => formed_at,
  },
  {
    name: 'Changed',
    width: '96px',
    align: 'right',
    cell: ({ updated_at }) => <RelativeTime at={updated_at} />,
    value: ({ updated_at }) => updated_at,
  },
]

export const MEMBER_COLUMNS: readonly Column<RingMember>[] = [
  {
    name: 'User',
    width: 'minmax(116px,1.4fr)',
    cell: ({ user_id }) => <EntityLink type="user" id={user_id} />,
    value: ({ user_id }) => user_id,
  },
  {
    name: 'Roles',
    width: 'minmax(0,1fr)',
    cell: ({ roles }) => roles.map(spelled).join(', '),
    value: ({ roles }) => roles,
  },
  {
    name: 'Tied',
    width: '46px',
    align: 'right',
    cell: ({ strength }) => `${Math.round(100 * strength)}%`,
    value: ({ strength }) => strength,
  },
  {
    name: 'Payments',
    width: '60px',
    align: 'right',
    cell: ({ payments }) => count(payments),
    value: ({ payments }) => payments,
  },
  {
    name: 'Declined',
    width: '58px',
    align: 'right',
    cell: ({ declined }) => count(declined),
    value: ({ declined }) => declined,
  },
  {
    name: 'Joined',
    width: '82px',
    align: 'right',
    cell: ({ joined_at }) => <RelativeTime at={joined_at} />,
    value: ({ joined_at }) => joined_at,
  },
]

export const IDENTIFIER_COLUMNS: readonly Column<RingIdentifier>[] = [
  {
    name: 'Shared',
    width: 'minmax(0,1fr)',
    cell: ({ entity, identifier }) => <EntityLink type={entity} id={identifier} />,
    value: ({ entity, identifier }) => `${entity}:${identifier}`,
  },
  {
    name: 'By users',
    width: '80px',
    align: 'right',
    cell: ({ members }) => count(members),
    value: ({ members }) => members,
  },
  {
    name: 'Last seen',
    width: '96px',
    align: 'right',
    cell: ({ last_seen_at }) => <RelativeTime at={last_seen_at} />,
    value: ({ last_seen_at }) => last_seen_at,
  },
]

export const PAYMENT_COLUMNS: readonly Column<RingPayment>[] = [
  RISK,
  USER,
  MERCHANT,
  OUTCOME,
  AMOUNT,
  {
    name: 'When',
    width: '78px',
    align: 'right',
    cell: ({ occurred_at }) => <RelativeTime at={occurred_at} />,
    value: ({ occurred_at }) => occurred_at,
  },
]
