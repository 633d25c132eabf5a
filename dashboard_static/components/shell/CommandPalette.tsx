'use client'

import { Command } from 'cmdk'
import type { LucideIcon } from 'lucide-react'
import { CirclePause, CirclePlay, Compass, ExternalLink, Keyboard, Moon, Sun } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { RiskChip } from '@/components/risk/RiskChip'
import { Key } from '@/components/ui/Key'
import { alertLink } from '@/lib/api/addresses'
import type { Alert } from '@/lib/api/messages'
import { isTransaction } from '@/lib/feed/anyAlert'
import { matchingAlerts } from '@/lib/feed/matching'
import { money } from '@/lib/format/money'
import { brief } from '@/lib/format/sentences'
import { usePreferences } from '@/lib/preferences/preferences'
import { useTheme } from '@/lib/preferences/useTheme'
import { useSystemState } from '@/lib/system/SystemProvider'
import { useTour } from '@/lib/tour/useTour'
import { NAVIGATION } from './navigation'
import { useOverlay } from './overlays'
import { FOUND, rank } from './paletteOrder'
import { SearchHits } from './SearchHits'
import { endTyping, typedAhead } from './typeAhead'

const ALERTS_SHOWN = 6

export function CommandPalette({ onClose }: { onClose(): void }) {
  const [text, setText] = useState(typedAhead)
  useEffect(endTyping, [])
  const router = useRouter()
  const state = useSystemState()
  const system = state.status === 'ready' ? state.system : null
  const feed = system?.feed ?? null
  const theme = useTheme()
  const setTheme = usePreferences((preferences) => preferences.setTheme)
  const startTour = useTour((tour) => tour.start)
  const show = useOverlay((overlay) => overlay.show)
  const words = text.trim()

  const run = (act: () => void) => () => {
    onClose()
    act()
  }
  const open = (transactionId: string) => run(() => router.push(alertLink(transactionId)))
  const found = feed && words !== '' ? findAlerts(feed.ring, words) : []

  return (
    <Command.Dialog
      open
      onOpenChange={(isOpen) => !isOpen && onClose()}
      label="Command palette"
      filter={rank}
      overlayClassName="fixed inset-0 z-30 bg-[rgb(5_8_12/0.6)]"
      contentClassName="fixed left-1/2 top-[14vh] z-40 w-[min(580px,calc(100vw-2rem))] -translate-x-1/2 overflow-hidden rounded-xl border border-control/60 bg-surface shadow-[var(--shadow)]"
    >
      <Command.Input
        value={text}
        onValueChange={setText}
        onFocus={({ target }) => queueMicrotask(() => caretToEnd(target))}
        placeholder="Type a command, or how any id begins: a user, card, device, case …"
        className="h-12 w-full border-b border-line bg-transparent px-4 text-lg outline-none placeholder:text-muted"
      />
      <Command.List className="max-h-[min(420px,56vh)] overflow-y-auto p-2">
        <Command.Empty className="px-3 py-6 text-center text-muted">
          Nothing by that name.
        </Command.Empty>
        {words !== '' && system && (
          <Group heading="Found">
            <SearchHits
              words={words}
              className={ITEM}
              onOpen={(address) => run(() => router.push(address))()}
              ifNone={
                <Item icon={ExternalLink} onSelect={open(words)} value={FOUND.asTyped}>
                  Open transaction <span className="font-mono">{words}</span>
                </Item>
              }
            />
          </Group>
        )}
        {found.length > 0 && (
          <Group heading="Transactions">
            {found.map((alert) => (
              <AlertItem key={alert.seq} alert={alert} onSelect={open(alert.transaction_id)} />
            ))}
          </Group>
        )}
        <Group heading="Go to">
          {NAVIGATION.flatMap(({ screens }) => screens).map(({ name, path, icon, about }) => (
            <Item
              key={path}
              icon={icon}
              value={name}
              keywords={[about]}
              onSelect={run(() => router.push(path))}
            >
              {name} <span className="text-muted">· {about}</span>
            </Item>
          ))}
        </Group>
        <Group heading="Do">
          {feed && (
            <Item
              icon={feed.frozen ? CirclePlay : CirclePause}
              onSelect={run(() => (feed.frozen ? feed.resume() : feed.freeze('pause')))}
              shortcut="Space"
            >
              {feed.frozen ? 'Resume the feed' : 'Pause the feed'}
            </Item>
          )}
          <Item
            icon={theme === 'dark' ? Sun : Moon}
            onSelect={run(() => setTheme(theme === 'dark' ? 'light' : 'dark'))}
          >
            Switch to the {theme === 'dark' ? 'light' : 'dark'} theme
          </Item>
          <Item icon={Compass} onSelect={run(startTour)}>
            Take the guided tour
          </Item>
          <Item icon={Keyboard} onSelect={() => show('help')} shortcut="?">
            Keyboard shortcuts, and what words mean
          </Item>
        </Group>
      </Command.List>
      <p className="flex h-9 items-center gap-4 border-t border-line px-4 text-sm text-muted">
        <Does keys={['↑', '↓']} what="move" />
        <Does keys={['Enter']} what="open" />
        <Does keys={['Esc']} what="close" />
      </p>
    </Command.Dialog>
  )
}

function Does({ keys, what }: { keys: readonly string[]; what: string }) {
  return (
    <span className="flex items-center gap-1">
      {keys.map((key) => (
        <Key key={key}>{key}</Key>
      ))}
      {what}
    </span>
  )
}

/** A dialog selects what its first field holds: the next key would replace what was typed ahead. */
const caretToEnd = (input: HTMLInputElement) =>
  input.setSelectionRange(input.value.length, input.value.length)

function findAlerts(ring: Parameters<typeof matchingAlerts>[0], text: string): Alert[] {
  return matchingAlerts(ring, { outcome: 'all', text }).filter(isTransaction).slice(0, ALERTS_SHOWN)
}

function Group({ heading, children }: { heading: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="mb-1 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {children}
    </Command.Group>
  )
}

interface ItemProps {
  icon: LucideIcon
  onSelect(): void
  children: ReactNode
  value?: string
  /** Found by these too, but after what carries the words in its name. */
  keywords?: string[]
  shortcut?: string
}

const ITEM =
  'flex h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-accent/15'

function Item({ icon: Icon, onSelect, children, value, keywords, shortcut }: ItemProps) {
  return (
    <Command.Item value={value} keywords={keywords} onSelect={onSelect} className={ITEM}>
      <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
      <span className="flex-1 truncate">{children}</span>
      {shortcut && <Key>{shortcut}</Key>}
    </Command.Item>
  )
}

function AlertItem({ alert, onSelect }: { alert: Alert; onSelect(): void }) {
  return (
    // The words were matched against fields that are not all on this line: cmdk must not sift again.
    <Command.Item
      value={`${FOUND.alert}${alert.transaction_id}`}
      onSelect={onSelect}
      className={ITEM}
    >
      <span className="flex w-[58px] shrink-0">
        <RiskChip score={alert.score} level={alert.risk_level} />
      </span>
      <span className="min-w-0 flex-1 truncate">
        {brief(alert.headline)} <span className="text-muted">· {alert.user_id}</span>
      </span>
      <span className="font-mono">{money(alert.amount_minor, alert.currency)}</span>
    </Command.Item>
  )
}
