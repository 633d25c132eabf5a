'use client'

import { useState } from 'react'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { Panel } from '@/components/ui/Panel'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { RelativeTime } from '@/components/ui/values'
import type { ModelBook, ModelRecord } from '@/lib/api/messages'
import { activateModel, MODELS_PATH, shadowModel } from '@/lib/api/models'
import { useChange } from '@/lib/api/useApi'
import { count } from '@/lib/format/numbers'
import { useRowHeight } from '@/lib/preferences/useRowHeight'
import { toast } from '@/lib/toasts/toasts'

const COLUMNS: readonly Column<ModelRecord>[] = [
  {
    name: 'Version',
    width: '76px',
    cell: ({ version }) => <span className="font-mono text-sm">{version.slice(0, 8)}</span>,
    value: ({ version }) => version,
  },
  { name: 'State', width: '76px', cell: ({ state }) => state, value: ({ state }) => state },
  {
    name: 'Trained',
    width: '84px',
    cell: ({ trained_at }) => <RelativeTime at={trained_at} />,
    value: ({ trained_at }) => trained_at,
  },
  {
    name: 'Rows',
    width: '68px',
    align: 'right',
    cell: ({ training_rows }) => <span className="font-mono">{count(training_rows)}</span>,
    value: ({ training_rows }) => training_rows,
  },
  {
    name: 'Note',
    width: 'minmax(0,1fr)',
    cell: ({ note }) => <span title={note}>{note}</span>,
    value: ({ note }) => note,
  },
]

const ROWS_MIN = 1
const ROWS_MAX = 4
/** Heads of the panel and of the table in it and the foot with its keys, with their borders. */
const AROUND_PX = 108

const keyOf = ({ version }: ModelRecord) => version

/** Enter or a click opens what can be done with a model. */
export function ModelTable({ book }: { book: ModelBook }) {
  const [chosen, setChosen] = useState<ModelRecord | null>(null)
  const rows = Math.min(ROWS_MAX, Math.max(ROWS_MIN, book.models.length))
  const height = AROUND_PX + rows * useRowHeight()
  return (
    <div className="flex shrink-0 flex-col" style={{ height }}>
      <Panel
        title="Registered models"
        aside={<ExportButton name="models" rows={book.models} columns={COLUMNS} />}
        className="flex-1"
      >
        <DataTable
          label="Models, the newest first"
          rows={book.models}
          columns={COLUMNS}
          rowKey={keyOf}
          onOpen={setChosen}
        />
        {chosen && <ModelDialog model={chosen} onClose={() => setChosen(null)} />}
      </Panel>
    </div>
  )
}

const WORDS = {
  active: 'It is in force: it scores every transaction.',
  shadow: 'It scores beside the active model. Its score is stored and decides nothing.',
  registered: 'It is registered and scores nothing.',
} as const

function ModelDialog({ model, onClose }: { model: ModelRecord; onClose(): void }) {
  const short = model.version.slice(0, 8)
  const told = (text: string) => ({
    refreshes: [MODELS_PATH],
    done: () => {
      toast({ text })
      onClose()
    },
  })
  const activate = useChange(
    activateModel,
    told(`Model ${short} decides from the next transaction on.`),
  )
  const shadow = useChange(shadowModel, told('The shadow was changed.'))
  const isBusy = activate.isPending || shadow.isPending
  return (
    <Dialog title={`Model ${short}`} description={WORDS[model.state]} onClose={onClose}>
      <p className="text-muted">{model.note}</p>
      <DialogActions>
        {model.state === 'shadow' ? (
          <ChangeButton
            asks="POST /models/shadow"
            disabled={isBusy}
            onClick={() => shadow.mutate(null)}
          >
            End the shadow
          </ChangeButton>
        ) : (
          <ChangeButton
            asks="POST /models/shadow"
            disabled={isBusy || model.state === 'active'}
            onClick={() => shadow.mutate(model.version)}
          >
            Score in the shadow
          </ChangeButton>
        )}
        <ChangeButton
          asks="POST /models/{version}/activate"
          look="primary"
          disabled={isBusy || model.state === 'active'}
          onClick={() => activate.mutate(model.version)}
        >
          Put in force
        </ChangeButton>
      </DialogActions>
    </Dialog>
  )
}
