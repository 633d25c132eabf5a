'use client'

import { Receipt } from 'lucide-react'
import type { EntityType } from '@/components/risk/EntityMark'
import { AMOUNT, MERCHANT, OUTCOME, RISK, USER } from '@/components/risk/paymentColumns'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { Panel } from '@/components/ui/Panel'
import { RelativeTime } from '@/components/ui/values'
import { alertLink } from '@/lib/api/addresses'
import { entityTransactionsPath } from '@/lib/api/entities'
import type { EntityTransaction, EntityTransactions } from '@/lib/api/messages'
import { usePages } from '@/lib/api/useApi'

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
      className="h-[440px] shrink-0"
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
  RISK,
  OUTCOME,
  {
    name: 'Why',
    width: 'minmax(0,1.4fr)',
    cell: ({ rules }) => rules.join(', ') || <span className="text-muted">no rule fired</span>,
    value: ({ rules }) => rules,
  },
  USER,
  MERCHANT,
  AMOUNT,
]
