'use client'

import { CircleHelp, Moon, Search, Sun } from 'lucide-react'
import { Key } from '@/components/ui/Key'
import { IconButton } from '@/components/ui/buttons'
import { KEYMAP, PALETTE_KEY } from '@/lib/keyboard/keymap'
import { usePreferences } from '@/lib/preferences/preferences'
import { useTheme } from '@/lib/preferences/useTheme'
import { useSystemState } from '@/lib/system/SystemProvider'
import { Person } from './Person'
import { LiveState } from './LiveState'
import { useOverlay } from './overlays'

export function TopBar() {
  const state = useSystemState()
  const show = useOverlay((overlay) => overlay.show)
  const hasShortcuts = usePreferences((preferences) => preferences.hasShortcuts)
  return (
    <header className="flex h-12 shrink-0 items-center gap-3 border-b border-line bg-surface px-4 max-sm:gap-2 max-sm:px-2">
      <button
        type="button"
        onClick={() => show('palette')}
        aria-keyshortcuts={hasShortcuts ? 'Control+K Meta+K' : undefined}
        className="flex h-8 w-full min-w-8 max-w-[340px] items-center gap-2.5 rounded-md border border-control/70 bg-raised px-2.5 text-muted transition-colors hover:border-control hover:text-text max-sm:w-8 max-sm:shrink-0 max-sm:justify-center"
      >
        <Search aria-hidden="true" className="size-3.5 shrink-0" />
        <span className="flex-1 truncate text-left max-sm:sr-only">
          Search any id, or a command
        </span>
        {hasShortcuts && (
          <span aria-hidden="true" className="flex gap-1 max-sm:hidden">
            {PALETTE_KEY.label.map((key) => (
              <Key key={key}>{key}</Key>
            ))}
          </span>
        )}
      </button>
      <div className="ml-auto flex shrink-0 items-center gap-3 max-sm:gap-2">
        {state.status === 'ready' && <LiveState />}
        {'config' in state && (
          <span
            title="Environment"
            className="rounded border border-control/70 px-1.5 py-px text-xs text-muted max-sm:hidden"
          >
            {state.config.environment}
          </span>
        )}
        <div className="flex items-center gap-1">
          <IconButton
            label="Help: keys and words"
            title={hasShortcuts ? 'Help: keys and words (?)' : undefined}
            aria-keyshortcuts={hasShortcuts ? KEYMAP.help.label : undefined}
            icon={CircleHelp}
            onClick={() => show('help')}
          />
          <ThemeSwitch />
          {state.status === 'ready' && <Person />}
        </div>
      </div>
    </header>
  )
}

function ThemeSwitch() {
  const theme = useTheme()
  const setTheme = usePreferences((preferences) => preferences.setTheme)
  const other = theme === 'dark' ? 'light' : 'dark'
  return (
    <IconButton
      label={`Switch to the ${other} theme`}
      icon={theme === 'dark' ? Sun : Moon}
      onClick={() => setTheme(other)}
    />
  )
}
