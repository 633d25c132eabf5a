'use client'

import { Receipt } from 'lucide-react'
import { EntityLink } from '@/components/risk/EntityLink'
import type { EntityType } from '@/components/risk/EntityMark'
import { OutcomeMark } from '@/components/risk/OutcomeMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { Panel } from '@/components/ui/Panel'
import { Money, RelativeTime } from '@/components/ui/values'
import { alertLink } from '@/lib/api/addresses'
import { entityTransactionsPath } from '@/lib/api/entities'
import type { EntityTransaction, EntityTransactions } from '@/lib/api/messages'
import { usePages } from '@/lib/api/useApi'
import { amountText } from '@/lib/format/money'

export function TransactionsPanel({ type, id }: { type: EntityType; id: string }) {
  const { query, rows, more } = usePages<EntityTransactions, EntityTransaction>({
    path: (cursor) => entityTransactionsPath(type, id, cursor),
    rows: ({ transactions }) => transactions,
    next: ({ next_cursor }) => next_cursor,
    everyMs: 15_000,
  })
  const columns = COLUMNS.filter(({ name }) => name.toLowerCase() !== type)
  return (
    <Panel
      title="Transactions"
      className="min-h-[280px] flex-1"
      aside={<ExportButton name={`${type}-transactions`} rows={rows} columns={columns} />}
    >
      <PanelAnswer query={query} title="Its transactions could not be loaded">
        {() => (
          <DataTable
            label="Decided transactions, newest first"
            rows={rows}
            columns={columns}
            rowKey={({ transaction_id }) => transaction_id}
            href={({ transaction_id }) => alertLink(transaction_id)}
            onEnd={more}
            empty={
              <EmptyState icon={Receipt} title="No decided transaction">
                <p>Decisions are kept for a week unless the deployment says otherwise.</p>
              </EmptyState>
            }
          />
        )}
      </PanelAnswer>
    </Panel>
  )
}

const COLUMNS: readonly Column<EntityTransaction>[] = [
  {
    name: 'When',
    width: '92px',
    cell: ({ occurred_at }) => <RelativeTime at={occurred_at} />,
    value: ({ occurred_at }) => occurred_at,
  },
  {
    name: 'Risk',
    width: '64px',
    cell: ({ score, risk_level }) => <RiskChip score={score} level={risk_level} />,
    value: ({ score }) => score,
  },
  {
    name: 'Outcome',
    width: '92px',
    cell: ({ outcome }) => <OutcomeMark outcome={outcome} />,
    value: ({ outcome }) => outcome,
  },
  {
    name: 'Why',
    width: 'minmax(0,1.4fr)',
    cell: ({ rules }) => rules.join(', ') || <span className="text-muted">no rule fired</span>,
    value: ({ rules }) => rules,
  },
  {
    name: 'User',
    width: 'minmax(0,1fr)',
    cell: ({ user_id }) => <EntityLink type="user" id={user_id} />,
    value: ({ user_id }) => user_id,
  },
  {
    name: 'Merchant',
    width: 'minmax(0,1fr)',
    cell: ({ merchant }) => <EntityLink type="merchant" id={merchant} />,
    value: ({ merchant }) => merchant,
  },
  {
    name: 'Amount',
    width: '96px',
    align: 'right',
    cell: ({ amount_minor, currency }) => <Money minor={amount_minor} currency={currency} />,
    value: ({ amount_minor, currency }) => `${amountText(amount_minor, currency)} ${currency}`,
  },
]
