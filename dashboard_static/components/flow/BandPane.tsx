'use client'

import { ListX, X } from 'lucide-react'
import { useState } from 'react'
import { OutcomeMark } from '@/components/risk/OutcomeMark'
import { PanelAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { IconButton } from '@/components/ui/buttons'
import { Panel } from '@/components/ui/Panel'
import { Money } from '@/components/ui/values'
import { alertLink } from '@/lib/api/addresses'
import type { FlowAsked } from '@/lib/api/flows'
import { bandPath } from '@/lib/api/flows'
import type { FlowPage, FlowTransaction, FlowTransactionPage } from '@/lib/api/messages'
import { usePages } from '@/lib/api/useApi'
import { nodeName } from '@/lib/flow/names'
import type { Band } from '@/lib/flow/useFlowUrl'
import { amountText } from '@/lib/format/money'
import { scoreOutOf100 } from '@/lib/format/numbers'
import { clockTime } from '@/lib/format/time'
import { inWords } from './summary'

interface BandPaneProps {
  page: FlowPage
  asked: FlowAsked
  band: Band
  onClose(): void
}

/** The payments of one band, as the window stood when it was opened: rows do not move. */
export function BandPane({ page, asked, band, onClose }: BandPaneProps) {
  const [still] = useState(() => ({
    ...asked,
    since: page.since,
    until: page.until,
    currency: page.currency ?? '',
  }))
  const { query, pages, rows, more } = usePages<FlowTransactionPage, FlowTransaction>({
    path: (before) => bandPath(still, band, before),
    rows: ({ transactions }) => transactions,
    next: ({ next_before }) => next_before,
  })
  const link = page.links.find(
    ({ source, target }) => source === band.source && target === band.target,
  )
  return (
    <Panel
      title="Payments"
      aside={
        <>
          <ExportButton name="flow" rows={rows} columns={COLUMNS} />
          <IconButton label="Close" icon={X} onClick={onClose} />
        </>
      }
    >
      <div className="border-b border-line px-3.5 py-2.5">
        <p className="font-medium [overflow-wrap:anywhere]">
          {nameOf(page, band.source)} → {nameOf(page, band.target)}
        </p>
        {link && <p className="text-muted">{inWords(link.transactions)}</p>}
      </div>
      <PanelAnswer query={query} title="The payments could not be loaded">
        {() =>
          rows.length === 0 ? (
            <EmptyState icon={ListX} title="None is listed">
              Payments are listed for 8 days, and as long as their decisions are kept.
            </EmptyState>
          ) : (
            <DataTable
              label="Payments of the band"
              columns={COLUMNS}
              rows={rows}
              rowKey={(row) => row.transaction_id}
              href={(row) => alertLink(row.transaction_id)}
              onEnd={more}
            />
          )
        }
      </PanelAnswer>
      {pages.some(({ is_partial }) => is_partial) && (
        <p className="border-t border-line px-3.5 py-2 text-sm text-muted">
          The newest 100 of each path and hour are listed; the band holds more.
        </p>
      )}
    </Panel>
  )
}

const nameOf = (page: FlowPage, id: string): string => {
  const node = page.nodes.find(({ node_id }) => node_id === id)
  return node ? nodeName(node, page) : id
}

const COLUMNS: readonly Column<FlowTransaction>[] = [
  {
    name: 'Time',
    width: '60px',
    value: (row) => row.occurred_at,
    cell: (row) => <span className="font-mono text-sm">{clockTime(row.occurred_at)}</span>,
  },
  {
    name: 'User',
    width: 'minmax(88px,1fr)',
    value: (row) => row.user_id,
    cell: (row) => <span className="font-mono text-sm">{row.user_id}</span>,
  },
  {
    name: 'Outcome',
    width: '78px',
    value: (row) => row.outcome,
    cell: (row) => <OutcomeMark outcome={row.outcome} />,
  },
  {
    name: 'Score',
    width: '36px',
    align: 'right',
    value: (row) => row.score,
    cell: (row) => <span className="font-mono tabular-nums">{scoreOutOf100(row.score)}</span>,
  },
  {
    name: 'Amount',
    width: '76px',
    align: 'right',
    value: (row) => `${amountText(row.amount_minor, row.currency)} ${row.currency}`,
    cell: (row) => <Money minor={row.amount_minor} currency={row.currency} />,
  },
]
