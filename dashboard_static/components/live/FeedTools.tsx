'use client'

import * as ToggleGroup from '@radix-ui/react-toggle-group'
import { Download, Pause, Play, Search, X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { OUTCOMES } from '@/components/risk/OutcomeMark'
import { SavedViews } from '@/components/table/SavedViews'
import { IconButton } from '@/components/ui/buttons'
import { SearchKey } from '@/components/ui/Key'
import type { Outcome } from '@/lib/api/messages'
import { alertsCsv } from '@/lib/feed/csv'
import { useFeedFilter, useSelection } from '@/lib/feed/filterState'
import type { FeedFilter } from '@/lib/feed/matching'
import { matchingAlerts } from '@/lib/feed/matching'
import { filterIn, useFilterInUrl } from '@/lib/feed/useFilterInUrl'
import { count } from '@/lib/format/numbers'
import { KEYMAP } from '@/lib/keyboard/keymap'
import { useKeys } from '@/lib/keyboard/useKeys'
import { usePreferences } from '@/lib/preferences/preferences'
import { useSystem } from '@/lib/system/SystemProvider'
import { download } from '@/lib/table/csv'
import { useFeedFact } from '@/lib/system/useFeed'

export function FeedTools({ count: shown }: { count: number }) {
  const { feed } = useSystem()
  const isFrozen = useFeedFact(({ frozen }) => frozen !== null)
  const select = useSelection((selection) => selection.select)
  useFilterInUrl()
  const resume = () => {
    select(null)
    feed.resume()
  }
  return (
    <>
      <span data-testid="feed-count" className="whitespace-nowrap max-xl:hidden">
        <span className="font-mono">{count(shown)}</span> shown
      </span>
      <OutcomeFilter />
      <TextFilter />
      <span className="-mx-1.5 flex items-center">
        <SavedViews
          screen="/"
          isSmall
          isQuiet
          onOpen={(search) => useFeedFilter.setState(filterIn(search))}
        />
        <IconButton
          label="Export these alerts as CSV"
          icon={Download}
          onClick={() => exportCsv(feed.ring)}
        />
        <IconButton
          label={isFrozen ? 'Resume the feed (space)' : 'Pause the feed (space)'}
          icon={isFrozen ? Play : Pause}
          onClick={() => (feed.frozen ? resume() : feed.freeze('pause'))}
        />
      </span>
    </>
  )
}

const CHOICES: readonly FeedFilter['outcome'][] = ['all', 'review', 'decline']

function OutcomeFilter() {
  const { filter, narrow } = useFeedFilter()
  return (
    <ToggleGroup.Root
      type="single"
      value={filter.outcome}
      onValueChange={(value) => value && narrow({ outcome: value as Outcome | 'all' })}
      aria-label="Outcome"
      className="flex rounded-md border border-control/70 p-px"
    >
      {CHOICES.map((choice) => (
        <ToggleGroup.Item
          key={choice}
          value={choice}
          className="h-6 rounded-[5px] px-2 text-muted hover:text-text data-[state=on]:bg-accent/15 data-[state=on]:text-text"
        >
          {choice === 'all' ? 'All' : OUTCOMES[choice].word}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}

function TextFilter() {
  const field = useRef<HTMLInputElement>(null)
  const { filter, narrow } = useFeedFilter()
  const hasShortcuts = usePreferences((preferences) => preferences.hasShortcuts)
  useKeys({ search: () => field.current?.focus() })
  // A chosen reason or device arrives from beside the feed; an Esc in the field gives the keys back.
  useEffect(() => {
    const element = field.current
    const left = (event: KeyboardEvent) => event.key === 'Escape' && element?.blur()
    element?.addEventListener('keydown', left)
    return () => element?.removeEventListener('keydown', left)
  }, [])
  return (
    <div className="relative">
      <Search
        aria-hidden="true"
        className="pointer-events-none absolute left-2 top-[7px] size-3.5"
      />
      <input
        ref={field}
        type="text"
        value={filter.text}
        onChange={(event) => narrow({ text: event.target.value })}
        aria-label="Filter by user, card, device, merchant, reason or transaction"
        aria-keyshortcuts={hasShortcuts ? KEYMAP.search.label : undefined}
        placeholder="Filter"
        spellCheck={false}
        className="h-7 w-32 rounded-md border border-control/70 bg-raised pl-7 pr-6 text-text placeholder:text-muted xl:w-44 peer"
      />
      <SearchKey />
      {filter.text !== '' && (
        <button
          type="button"
          aria-label="Clear the text filter"
          onClick={() => narrow({ text: '' })}
          className="absolute right-1 top-1 grid size-5 place-items-center rounded hover:text-text"
        >
          <X aria-hidden="true" className="size-3.5" />
        </button>
      )}
    </div>
  )
}

function exportCsv(ring: Parameters<typeof matchingAlerts>[0]): void {
  const alerts = matchingAlerts(ring, useFeedFilter.getState().filter)
  download('ringfence-alerts.csv', alertsCsv(alerts))
}
