'use client'

import { useId } from 'react'
import { Button } from '@/components/ui/buttons'

interface ThresholdProps {
  name: string
  /** In ten-thousandths of the score. */
  points: number
  inForce: number
  onChange(points: number): void
}

const STEP = 50
const PER_SCREEN_POINT = 100
const shown = (points: number) => (points / PER_SCREEN_POINT).toFixed(1)

/** A score from which more is asked; arrows move it by half a point. */
export function Threshold({ name, points, inForce, onChange }: ThresholdProps) {
  const id = useId()
  return (
    <div>
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {name}
        </label>
        <output htmlFor={id} className="font-mono text-lg tabular-nums">
          {shown(points)}
        </output>
      </div>
      <input
        id={id}
        type="range"
        min={0}
        max={10_000}
        step={STEP}
        value={points}
        aria-valuetext={`a score of ${shown(points)} of 100`}
        onChange={(event) => onChange(Number(event.target.value))}
        className="w-full accent-[rgb(var(--accent))]"
      />
      <p className="flex h-7 items-center justify-between text-sm text-muted">
        in force: {shown(inForce)}
        {points !== inForce && (
          <Button look="quiet" onClick={() => onChange(inForce)}>
            Back to it
          </Button>
        )}
      </p>
    </div>
  )
}
