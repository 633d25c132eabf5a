'use client'

import { Compass } from 'lucide-react'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import { Segments } from '@/components/ui/choices'
import { Button } from '@/components/ui/buttons'
import { Switch } from '@/components/ui/fields'
import type { Density, Theme } from '@/lib/preferences/preferences'
import { usePreferences } from '@/lib/preferences/preferences'
import { GLOSSARY } from '@/lib/terms/glossary'
import { useTour } from '@/lib/tour/useTour'
import { Identity } from './Identity'
import { KeyTable } from './KeyTable'

const THEMES = [
  ['system', 'As the system'],
  ['dark', 'Dark'],
  ['light', 'Light'],
] as const

const DENSITIES: readonly (readonly [Density, string])[] = [
  ['comfortable', 'Comfortable'],
  ['compact', 'Compact'],
]

export function SettingsScreen() {
  const startTour = useTour((tour) => tour.start)
  return (
    <Screen title="Settings" summary="Kept in this browser, for you alone.">
      <div
        className="grid min-h-0 flex-1 auto-rows-min gap-3 overflow-y-auto lg:grid-cols-2"
        tabIndex={0}
        role="group"
        aria-label="Settings"
      >
        <div className="flex flex-col gap-3">
          <Panel title="You">
            <Identity />
          </Panel>
          <Panel title="Help">
            <div className="flex items-center justify-between gap-3 p-3.5">
              <p className="text-muted">Five steps through the screens.</p>
              <Button icon={Compass} onClick={startTour}>
                Take the tour
              </Button>
            </div>
          </Panel>
          <Panel title="Look">
            <Look />
          </Panel>
        </div>
        <Panel title="Keyboard">
          <Keyboard />
        </Panel>
        <Panel title="Words of this system" className="lg:col-span-2">
          <Glossary />
        </Panel>
      </div>
    </Screen>
  )
}

/** What the dotted words say when asked, all in one place. */
function Glossary() {
  const terms = Object.entries(GLOSSARY).sort(([one], [other]) => one.localeCompare(other))
  return (
    <dl className="gap-x-8 p-3.5 sm:columns-2 xl:columns-3" data-testid="glossary">
      {terms.map(([term, meaning]) => (
        <div key={term} className="break-inside-avoid pb-2.5">
          <dt className="font-medium">{term}</dt>
          <dd className="text-sm text-muted">{meaning}</dd>
        </div>
      ))}
    </dl>
  )
}

function Look() {
  const { theme, setTheme, density, setDensity } = usePreferences()
  return (
    <div className="flex flex-col gap-4 p-3.5">
      <Row label="Theme">
        <Segments<Theme | 'system'>
          label="Theme"
          value={theme ?? 'system'}
          options={THEMES}
          onChange={(chosen) => setTheme(chosen === 'system' ? null : chosen)}
        />
      </Row>
      <Row label="Rows of tables">
        <Segments label="Density" value={density} options={DENSITIES} onChange={setDensity} />
      </Row>
    </div>
  )
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-3">
      <p className="font-medium">{label}</p>
      {children}
    </div>
  )
}

function Keyboard() {
  const { hasShortcuts, setShortcuts } = usePreferences()
  return (
    <div className="flex flex-col gap-3 p-3.5">
      <Switch
        label="Use keyboard shortcuts"
        hint="Switch them off if speech input or a screen reader needs these keys. They are always off while you type in a field."
        isOn={hasShortcuts}
        onChange={setShortcuts}
      />
      <KeyTable />
    </div>
  )
}
