'use client'

import { Fingerprint, SearchX } from 'lucide-react'
import { EntityLink } from '@/components/risk/EntityLink'
import type { EntityType } from '@/components/risk/EntityMark'
import { EntityMark } from '@/components/risk/EntityMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { ScreenAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { SearchField } from '@/components/ui/fields'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import { RelativeTime } from '@/components/ui/values'
import { entityLink } from '@/lib/api/addresses'
import { asEntityType, searchPath } from '@/lib/api/entities'
import type { SearchPage } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import type { AlertedEntity } from '@/lib/feed/entitiesInAlerts'
import { entitiesInAlerts } from '@/lib/feed/entitiesInAlerts'
import type { FeedStore } from '@/lib/feed/feedStore'
import { count } from '@/lib/format/numbers'
import { useFeedSummary } from '@/lib/system/useFeed'
import { useTyped } from '@/lib/url/useTyped'
import { useUrlState } from '@/lib/url/useUrlState'

const SHOWN = 200
const HITS = 50

interface FoundEntity {
  readonly type: EntityType
  readonly id: string
}

const keyOf = ({ type, id }: { type: EntityType; id: string }) => `${type} ${id}`
const hrefOf = ({ type, id }: { type: EntityType; id: string }) => entityLink(type, id)

const ALERTED: readonly Column<AlertedEntity>[] = [
  {
    name: 'Gravest',
    width: '76px',
    cell: ({ score, level }) => <RiskChip score={score} level={level} />,
    value: ({ score }) => score,
  },
  {
    name: 'Entity',
    width: 'minmax(0,2fr)',
    cell: ({ type, id }) => <EntityLink type={type} id={id} />,
    value: ({ id }) => id,
  },
  { name: 'Type', width: 'minmax(0,1fr)', cell: ({ type }) => type, value: ({ type }) => type },
  {
    name: 'Alerts',
    width: '80px',
    align: 'right',
    cell: ({ alerts }) => <span className="font-mono">{count(alerts)}</span>,
    value: ({ alerts }) => alerts,
  },
  {
    name: 'Latest',
    width: '110px',
    align: 'right',
    cell: ({ latestAt }) => (
      <span className="text-muted">
        <RelativeTime at={latestAt} />
      </span>
    ),
    value: ({ latestAt }) => latestAt,
  },
]

const FOUND: readonly Column<FoundEntity>[] = [
  {
    name: 'Entity',
    width: 'minmax(0,2fr)',
    cell: ({ type, id }) => (
      <span className="inline-flex max-w-full items-center gap-1.5 align-middle">
        <EntityMark type={type} />
        <span className="truncate font-mono text-sm">{id}</span>
      </span>
    ),
  },
  { name: 'Type', width: 'minmax(0,1fr)', cell: ({ type }) => type },
]

const summarise = ({ ring }: FeedStore) => entitiesInAlerts(ring, SHOWN)

/** Where a look at one entity begins: by its id, or by what the alerts of this hour name most. */
export function EntityFinder() {
  const [words, setWords] = useUrlState('q', '')
  const [typed, type] = useTyped(words, setWords)
  const alerted = useFeedSummary(summarise)
  return (
    <Screen
      title="Entities"
      summary="users, cards, devices, addresses and merchants"
      tools={
        <>
          <SearchField
            label="How its id begins"
            value={typed}
            onChange={type}
            className="w-72 max-w-full"
          />
          <ExportButton name="entities" rows={alerted} columns={ALERTED} />
        </>
      }
    >
      {words === '' ? (
        <Panel title="Most in the alerts kept here" className="flex-1">
          <DataTable
            label="Entities in alerts"
            rows={alerted}
            columns={ALERTED}
            rowKey={keyOf}
            href={hrefOf}
            isSortable
            empty={
              <EmptyState icon={Fingerprint} title="No alert names anybody yet">
                <p>
                  Type how an id begins to find a user, card, device, address or merchant. Those
                  that alerts name most are listed here.
                </p>
              </EmptyState>
            }
          />
        </Panel>
      ) : (
        <Hits words={words} />
      )}
    </Screen>
  )
}

function Hits({ words }: { words: string }) {
  const query = useRead<SearchPage>(searchPath(words, HITS), { keepsPrevious: true })
  return (
    <Panel title={`Beginning with ${words}`} className="flex-1">
      <ScreenAnswer query={query} title="The search could not be made">
        {({ hits }) => (
          <DataTable
            label="Entities found"
            rows={hits.flatMap(({ kind, id }): FoundEntity[] => {
              const type = asEntityType(kind)
              return type ? [{ type, id }] : []
            })}
            columns={FOUND}
            rowKey={keyOf}
            href={hrefOf}
            empty={
              <EmptyState icon={SearchX} title="No entity begins so">
                <p>Ids are matched from their beginning, capitals aside.</p>
              </EmptyState>
            }
          />
        )}
      </ScreenAnswer>
    </Panel>
  )
}
