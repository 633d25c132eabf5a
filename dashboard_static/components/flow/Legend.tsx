import { OUTCOMES } from '@/components/risk/OutcomeMark'
import { OUTCOME_ORDER } from '@/lib/flow/layout'
import { OUTCOME_SWATCH } from './outcomes'

interface LegendProps {
  chosen: string
  onChoose(outcome: string): void
}

/** What the colours mean; a press shows one outcome alone, another shows all again. */
export function Legend({ chosen, onChoose }: LegendProps) {
  return (
    <div role="group" aria-label="Outcomes" className="flex items-center gap-1">
      {OUTCOME_ORDER.map((outcome) => {
        const { word, icon: Icon } = OUTCOMES[outcome]
        return (
          <button
            key={outcome}
            type="button"
            aria-pressed={chosen === outcome}
            onClick={() => onChoose(chosen === outcome ? '' : outcome)}
            className="inline-flex h-6 items-center gap-1.5 rounded-md px-2 text-muted hover:bg-raised hover:text-text aria-pressed:bg-accent/15 aria-pressed:text-text"
          >
            <span aria-hidden="true" className={`size-2.5 rounded-sm ${OUTCOME_SWATCH[outcome]}`} />
            <Icon aria-hidden="true" className="size-3.5" />
            {word}
          </button>
        )
      })}
    </div>
  )
}
