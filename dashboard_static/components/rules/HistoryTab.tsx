'use client'

import { History, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { EmptyState } from '@/components/states/EmptyState'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Button } from '@/components/ui/buttons'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { RelativeTime } from '@/components/ui/values'
import type { RuleBook, RuleChange } from '@/lib/api/messages'
import { rollBack, RULES_PATH } from '@/lib/api/rules'
import { useChange } from '@/lib/api/useApi'
import { toast } from '@/lib/toasts/toasts'

const short = (version: string) => version.slice(0, 8)
const keyOf = (change: RuleChange) => `${change.at} ${change.version}`

export function HistoryTab({ book }: { book: RuleBook }) {
  const [asked, setAsked] = useState<string | null>(null)
  const columns = columnsOf(book.published.version, setAsked)
  return (
    <>
      <div className="flex justify-end border-b border-line p-2.5">
        <ExportButton name="rule-history" rows={book.history} columns={columns} />
      </div>
      <DataTable
        label="Changes of the rules in force, newest first"
        rows={book.history}
        columns={columns}
        rowKey={keyOf}
        empty={
          <EmptyState icon={History} title="The shipped rules are in force">
            <p>Every publication and every return to an earlier version will stand here.</p>
          </EmptyState>
        }
      />
      {asked !== null && <RollBackDialog version={asked} onClose={() => setAsked(null)} />}
    </>
  )
}

function columnsOf(inForce: string, ask: (version: string) => void): readonly Column<RuleChange>[] {
  return [
    {
      name: 'When',
      width: '120px',
      cell: ({ at }) => <RelativeTime at={at} />,
      value: ({ at }) => at,
    },
    {
      name: 'What',
      width: '120px',
      cell: ({ action }) => (action === 'publish' ? 'published' : 'rolled back'),
      value: ({ action }) => action,
    },
    {
      name: 'Who',
      width: 'minmax(0,1fr)',
      cell: ({ author }) => author,
      value: ({ author }) => author,
    },
    {
      name: 'Version',
      width: '110px',
      cell: ({ version }) => <span className="font-mono text-sm">{short(version)}</span>,
      value: ({ version }) => version,
    },
    {
      name: 'Instead of',
      width: '110px',
      cell: ({ before }) => <span className="font-mono text-sm">{short(before)}</span>,
      value: ({ before }) => before,
    },
    {
      name: 'Return',
      width: '190px',
      align: 'right',
      cell: ({ before }) =>
        before === inForce ? (
          <span className="text-muted">in force</span>
        ) : (
          <ChangeButton asks="POST /rules/rollback" icon={RotateCcw} onClick={() => ask(before)}>
            Return to {short(before)}
          </ChangeButton>
        ),
    },
  ]
}

function RollBackDialog({ version, onClose }: { version: string; onClose(): void }) {
  const back = useChange(rollBack, {
    refreshes: [RULES_PATH],
    done: () => {
      toast({ text: `Version ${short(version)} decides from the next transaction on.` })
      onClose()
    },
  })
  return (
    <Dialog
      title={`Return to version ${short(version)}?`}
      description="It decides from the next transaction on. The draft stays as it is, and you can return from this too."
      onClose={onClose}
    >
      <DialogActions>
        <Button onClick={onClose}>Keep what is in force</Button>
        <Button look="primary" disabled={back.isPending} onClick={() => back.mutate({ version })}>
          Return to it
        </Button>
      </DialogActions>
    </Dialog>
  )
}
