'use client'

import { BrainCircuit } from 'lucide-react'
import { ScreenAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import { Stat, Stats } from '@/components/ui/Stat'
import { Term } from '@/components/ui/Term'
import { RelativeTime } from '@/components/ui/values'
import type { ModelBook, ModelRecord } from '@/lib/api/messages'
import { MODELS_PATH } from '@/lib/api/models'
import { useRead } from '@/lib/api/useApi'
import { count, plural } from '@/lib/format/numbers'
import { Agreement } from './Agreement'
import { DriftPanel } from './DriftPanel'
import { Metrics } from './Metrics'
import { ModelTable } from './ModelTable'
import { RollBack } from './RollBack'

export function ModelScreen() {
  const book = useRead<ModelBook>(MODELS_PATH, { everyMs: 30_000 })
  return (
    <ScreenAnswer query={book} title="The models could not be loaded">
      {(data) => (
        <Screen
          title="Model"
          summary={`${plural(data.models.length, 'model')} registered`}
          tools={<RollBack book={data} />}
        >
          {data.models.length === 0 ? <NoModel /> : <Board book={data} />}
        </Screen>
      )}
    </ScreenAnswer>
  )
}

function Board({ book }: { book: ModelBook }) {
  const active = book.models.find(({ state }) => state === 'active')
  return (
    <>
      <Tiles book={book} active={active} />
      <div className="flex min-h-0 flex-1 flex-col gap-3 max-lg:overflow-y-auto lg:grid lg:grid-cols-[minmax(0,1.1fr)_minmax(0,1fr)]">
        <DriftPanel hasModel={active !== undefined} />
        <div
          className="flex min-h-0 flex-col gap-3 lg:overflow-y-auto"
          tabIndex={0}
          role="group"
          aria-label="Models and their metrics"
        >
          <ModelTable book={book} />
          <Metrics book={book} />
          <Agreement hasShadow={book.shadow !== null} />
        </div>
      </div>
    </>
  )
}

function Tiles({ book, active }: { book: ModelBook; active: ModelRecord | undefined }) {
  const last = book.history[0]
  return (
    <Stats>
      <Stat
        label="Active"
        value={active ? active.version.slice(0, 8) : 'none'}
        note={
          last ? (
            <>
              since <RelativeTime at={last.at} />
              {last.by && ` · ${last.by}`}
            </>
          ) : (
            'rules decide alone'
          )
        }
      />
      <Stat
        label={<Term name="shadow">Shadow</Term>}
        value={book.shadow?.slice(0, 8) ?? 'none'}
        note={book.shadow ? 'scores beside it, decides nothing' : 'choose one below'}
      />
      <Stat
        label="Trained on"
        value={active ? count(active.training_rows) : '–'}
        note={active ? plural(active.training_frauds, 'fraud') : 'no model'}
      />
      <Stat
        label="Trained"
        value={active ? <RelativeTime at={active.trained_at} /> : '–'}
        note={active ? plural(active.features, 'feature') : 'no model'}
      />
    </Stats>
  )
}

function NoModel() {
  return (
    <Panel title="Models" className="flex-1">
      <EmptyState icon={BrainCircuit} title="No model is registered: the rules decide alone">
        <p>
          <code className="font-mono">make model</code> trains one on simulated transactions and
          registers it.
        </p>
      </EmptyState>
    </Panel>
  )
}
