import { useMemo } from 'react'
import type { DecisionSample } from '@/lib/api/messages'
import { count } from '@/lib/format/numbers'
import { spreadOf } from '@/lib/whatif/spread'

interface SpreadProps {
  sample: DecisionSample
  /** In ten-thousandths of the score. */
  reviewAt: number
  declineAt: number
}

const POINTS = 10_000
const percent = (part: number) => `${(100 * part).toFixed(2)}%`

/** Where the scores lie, and where the thresholds cut: what is right of a line is asked for more. */
export function Spread({ sample, reviewAt, declineAt }: SpreadProps) {
  const bins = useMemo(() => spreadOf(sample), [sample])
  // Most scores are near nothing: by their square root the few that matter are seen beside them.
  const most = Math.sqrt(Math.max(1, ...bins.map(({ decisions }) => decisions)))
  const height = (decisions: number) => percent(Math.sqrt(decisions) / most)
  const above = (at: number) => sample.points.filter((points) => points >= at).length
  return (
    <section aria-label="Scores" className="shrink-0 rounded-lg border border-line p-3.5">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="font-semibold">Where the scores lie</h2>
        <p className="text-sm text-muted">
          {count(above(reviewAt))} from the first line on, {count(above(declineAt))} from the
          second; a bar grows with the square root of its decisions
        </p>
      </div>
      <div aria-hidden="true" className="relative mt-3 flex h-28 items-end gap-px">
        {bins.map(({ decisions, frauds }, bin) => (
          <span
            key={bin}
            title={`${(bin * 100) / bins.length} to ${((bin + 1) * 100) / bins.length}: ${count(decisions)}, ${count(frauds)} known frauds`}
            className="relative min-h-px flex-1 rounded-t-[1px] bg-accent/50"
            style={{ height: height(decisions) }}
          >
            {frauds > 0 && (
              <span
                className="absolute inset-x-0 bottom-0 bg-risk-4"
                style={{ height: percent(frauds / decisions) }}
              />
            )}
          </span>
        ))}
        <Line name="review" at={reviewAt} />
        <Line name="decline" at={declineAt} />
      </div>
      <p className="mt-1 flex justify-between border-t border-line pt-1 font-mono text-xs text-muted">
        {[0, 25, 50, 75, 100].map((score) => (
          <span key={score}>{score}</span>
        ))}
      </p>
    </section>
  )
}

function Line({ name, at }: { name: string; at: number }) {
  const isRight = at > POINTS / 2
  return (
    <span
      className="absolute -top-1 bottom-0 border-l border-dashed border-text"
      style={{ left: percent(at / POINTS) }}
    >
      <span className={`absolute top-0 px-1 text-xs ${isRight ? 'right-0' : 'left-0'}`}>
        {name}
      </span>
    </span>
  )
}
