'use client'

import { WhatIfBench } from '@/components/whatif'
import { ScreenAnswer } from '@/components/states/Answer'
import { Screen } from '@/components/ui/Screen'
import { Tabs } from '@/components/ui/choices'
import { Term } from '@/components/ui/Term'
import type { RuleBook } from '@/lib/api/messages'
import { RULES_PATH } from '@/lib/api/rules'
import { useRead } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { useUrlState } from '@/lib/url/useUrlState'
import { HistoryTab } from './HistoryTab'
import { ListsTab } from './ListsTab'
import { RuleBench } from './RuleBench'

const TABS = [
  ['rules', 'Rules'],
  ['lists', 'Lists'],
  ['what-if', 'What if'],
  ['history', 'History'],
] as const

type Tab = (typeof TABS)[number][0]

export function RulesScreen() {
  const [tab, setTab] = useUrlState('tab', 'rules')
  const book = useRead<RuleBook>(RULES_PATH, { everyMs: 15_000 })
  const chosen = TABS.some(([name]) => name === tab) ? (tab as Tab) : 'rules'
  return (
    <Screen title="Rules and lists" summary={book.data && <Summary book={book.data} />}>
      <section
        aria-label="Rules and lists"
        className="flex min-h-0 flex-1 flex-col overflow-hidden rounded-lg border border-line bg-surface"
      >
        <Tabs<Tab> label="Parts" value={chosen} options={TABS} onChange={setTab}>
          {chosen === 'lists' ? (
            <ListsTab />
          ) : (
            <ScreenAnswer query={book} title="The rules could not be loaded">
              {(data) => <Part tab={chosen} book={data} />}
            </ScreenAnswer>
          )}
        </Tabs>
      </section>
    </Screen>
  )
}

function Part({ tab, book }: { tab: Tab; book: RuleBook }) {
  if (tab === 'rules') return <RuleBench book={book} />
  return tab === 'what-if' ? <WhatIfBench book={book} /> : <HistoryTab book={book} />
}

function Summary({ book: { published, draft } }: { book: RuleBook }) {
  return (
    <>
      {plural(published.rules.length, 'rule')} in force, version{' '}
      <span className="font-mono text-sm">{published.version.slice(0, 8)}</span>
      {draft && (
        <>
          {' · '}
          <Term name="draft" /> by {draft.author}
        </>
      )}
    </>
  )
}
