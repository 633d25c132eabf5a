import type { EntityType } from '@/components/risk/EntityMark'
import { EntityMark } from '@/components/risk/EntityMark'
import { Panel } from '@/components/ui/Panel'
import type { Transaction } from '@/lib/api/messages'
import { money } from '@/lib/format/money'
import { spelled } from '@/lib/format/numbers'
import { fullTime } from '@/lib/format/time'

export function TransactionPanel({ transaction }: { transaction: Transaction }) {
  return (
    <Panel title="Transaction">
      <dl className="px-3.5 py-1.5">
        <Fact name="Amount">{money(transaction.amount_minor, transaction.currency)}</Fact>
        <Fact name="Merchant" type="merchant">
          {transaction.merchant}
        </Fact>
        <Fact name="User" type="user">
          {transaction.user_id}
        </Fact>
        <Fact name="Card" type="card">
          {transaction.card_id}
        </Fact>
        <Fact name="Device" type="device">
          {transaction.device_id}
        </Fact>
        <Fact name="IP" type="ip">
          {transaction.ip}
        </Fact>
        <Fact name="Category">
          {transaction.merchant_category && spelled(transaction.merchant_category)}
        </Fact>
        <Fact name="Channel">{transaction.channel && spelled(transaction.channel)}</Fact>
        <Fact name="Country">{transaction.country}</Fact>
        <Fact name="Counterparty">{transaction.counterparty_id}</Fact>
        <Fact name="Occurred">{fullTime(transaction.occurred_at)}</Fact>
        <Fact name="Received">{fullTime(transaction.received_at)}</Fact>
      </dl>
    </Panel>
  )
}

interface FactProps {
  name: string
  type?: EntityType
  children: string | null | undefined
}

/** What the payment service did not send is left out rather than shown as a dash. */
function Fact({ name, type, children }: FactProps) {
  if (!children) return null
  return (
    <div className="grid grid-cols-[96px_minmax(0,1fr)] items-center gap-3 py-[3px]">
      <dt className="text-muted">{name}</dt>
      <dd className="flex min-w-0 items-center gap-1.5 font-mono text-sm">
        {type && <EntityMark type={type} />}
        <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
      </dd>
    </div>
  )
}
