'use client'

import { Dialog } from '@/components/ui/Dialog'
import { Key } from '@/components/ui/Key'
import { Switch } from '@/components/ui/fields'
import type { Action } from '@/lib/keyboard/keymap'
import { ACTIONS, KEYMAP, PALETTE_KEY } from '@/lib/keyboard/keymap'
import { useLiveActions } from '@/lib/keyboard/useKeys'
import { usePreferences } from '@/lib/preferences/preferences'
import { GLOSSARY } from '@/lib/terms/glossary'

export function HelpSheet({ onClose }: { onClose(): void }) {
  const { hasShortcuts, setShortcuts } = usePreferences()
  const live = useLiveActions()
  const here = ACTIONS.filter((action) => live.has(action))
  const elsewhere = ACTIONS.filter((action) => !live.has(action))
  return (
    <Dialog title="Keys and words" onClose={onClose} width="wide">
      <div className={`flex flex-col gap-3 ${hasShortcuts ? '' : 'opacity-60'}`}>
        <KeyList title="On this screen" actions={here} hasPalette />
        <KeyList title="On other screens" actions={elsewhere} />
      </div>
      <div className="mt-3 rounded-md border border-line bg-raised p-3">
        <Switch
          label="Use keyboard shortcuts"
          hint="Switch them off if speech input or a screen reader needs these keys."
          isOn={hasShortcuts}
          onChange={setShortcuts}
        />
      </div>
      <Words />
    </Dialog>
  )
}

interface KeyListProps {
  title: string
  actions: readonly Action[]
  hasPalette?: boolean
}

function KeyList({ title, actions, hasPalette = false }: KeyListProps) {
  return (
    <section>
      <h3 className="pb-1 text-sm text-muted">{title}</h3>
      <dl className="gap-x-8 sm:columns-2">
        {hasPalette && <KeyLine keys={PALETTE_KEY.label} does={PALETTE_KEY.does} />}
        {actions.map((action) => (
          <KeyLine key={action} keys={[KEYMAP[action].label]} does={KEYMAP[action].does} />
        ))}
      </dl>
    </section>
  )
}

function KeyLine({ keys, does }: { keys: readonly string[]; does: string }) {
  return (
    <div className="flex break-inside-avoid items-center justify-between border-t border-line py-1">
      <dt>{does}</dt>
      <dd className="flex gap-1">
        {keys.map((key) => (
          <Key key={key}>{key}</Key>
        ))}
      </dd>
    </div>
  )
}

const WORDS = Object.entries(GLOSSARY).sort(([one], [other]) => one.localeCompare(other))

/** Every word of the screens, wherever one is read. */
function Words() {
  return (
    <section>
      <h3 className="pb-1 pt-4 text-sm text-muted">What the words mean</h3>
      <dl>
        {WORDS.map(([word, says]) => (
          <div
            key={word}
            className="grid gap-x-4 border-t border-line py-1 sm:grid-cols-[110px_minmax(0,1fr)]"
          >
            <dt className="font-medium">{word}</dt>
            <dd className="text-muted">{says}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
