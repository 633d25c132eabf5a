'use client'

import { Compass } from 'lucide-react'
import { Button } from '@/components/ui/buttons'
import { usePreferences } from '@/lib/preferences/preferences'
import { useTour } from '@/lib/tour/useTour'

/** Once, for whoever comes here for the first time; gone for good when it is answered. */
export function Welcome() {
  const hasSeenTour = usePreferences((preferences) => preferences.hasSeenTour)
  const { step, start, end } = useTour()
  if (hasSeenTour || step !== null) return null
  return (
    <div
      data-testid="welcome"
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-2 rounded-lg border border-line bg-surface px-3.5 py-2"
    >
      <Compass aria-hidden="true" className="size-4 shrink-0 text-accent" />
      <p className="min-w-48 flex-1">
        <strong className="font-semibold">New here?</strong>{' '}
        <span className="text-muted">Five steps show where things are. It takes a minute.</span>
      </p>
      <Button look="primary" onClick={start}>
        Take the tour
      </Button>
      <Button look="quiet" onClick={end}>
        No, thanks
      </Button>
    </div>
  )
}
