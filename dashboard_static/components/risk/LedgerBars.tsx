import type { ReactNode } from 'react'
import { barsOf } from '@/lib/decision/ledger'
import { signedPoints } from '@/lib/format/numbers'

export interface LedgerEntry {
  readonly code: string
  /** Integer ten-thousandths of the score. */
  readonly points: number
  readonly sentence: ReactNode
  /** Who says it, what is usual, whom it names. */
  readonly detail?: ReactNode
  /** Where the score starts: neither raising nor lowering. */
  readonly isBase?: boolean
}

const LINE = 'grid items-center px-3.5'
const WIDE = `${LINE} grid-cols-[minmax(0,1fr)_minmax(80px,29%)_72px] gap-4`
const NARROW = `${LINE} grid-cols-[minmax(0,1fr)_52px] gap-x-3 gap-y-1.5`

interface LedgerBarsProps {
  entries: readonly LedgerEntry[]
  /** In a panel of a given height: the lines scroll, their sum stays in sight. */
  isBounded?: boolean
  /** In a column: shorter bars. */
  isNarrow?: boolean
}

/** Signed bars on one axis, and their sum: why a score is what it is. */
export function LedgerBars({ entries, isBounded = false, isNarrow = isBounded }: LedgerBarsProps) {
  const line = isNarrow ? NARROW : WIDE
  const { bars, axis, sum } = barsOf(entries.map(({ points }) => points))
  return (
    <>
      <ol
        data-testid="ledger"
        {...(isBounded && { tabIndex: 0, 'aria-label': 'Reasons' })}
        className={isBounded ? 'min-h-0 flex-1 overflow-y-auto' : ''}
      >
        {entries.map((entry, index) => (
          <li
            key={`${entry.code}-${index}`}
            data-testid="ledger-line"
            data-reason={entry.code}
            data-points={entry.points}
            className={`${line} min-h-[46px] border-b border-line py-2`}
          >
            <div className="min-w-0">
              <p className="[overflow-wrap:anywhere]">{entry.sentence}</p>
              {entry.detail && (
                <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm text-muted">
                  {entry.detail}
                </p>
              )}
            </div>
            <SignedBar entry={entry} bar={bars[index]} axis={axis} isBelow={isNarrow} />
            <span className={`text-right font-mono tabular-nums ${isNarrow ? 'self-start' : ''}`}>
              {signedPoints(entry.points)}
            </span>
          </li>
        ))}
      </ol>
      <div className={`${line} h-11 shrink-0 bg-raised font-semibold`}>
        <span>{isNarrow ? 'Score, their sum' : 'Score'}</span>
        {!isNarrow && (
          <span className="truncate text-right text-sm font-normal text-muted">
            the sum of the lines above
          </span>
        )}
        <span data-testid="ledger-sum" className="text-right font-mono tabular-nums">
          {signedPoints(sum).replace('+', '')}
        </span>
      </div>
    </>
  )
}

interface SignedBarProps {
  entry: LedgerEntry
  bar: { start: number; share: number } | undefined
  axis: number
  /** In a line of its own, where beside the sentence there is no room. */
  isBelow: boolean
}

/** Right of the axis raises the score, left lowers it; the sign beside it says the same. */
function SignedBar({ entry, bar, axis, isBelow }: SignedBarProps) {
  const raising = entry.isBase ? 'bg-control' : 'bg-risk-4'
  const look = entry.points < 0 ? 'rounded-l-sm bg-risk-1' : `rounded-r-sm ${raising}`
  const percent = (part: number) => `${(100 * part).toFixed(2)}%`
  return (
    <span
      aria-hidden="true"
      className={`relative block ${isBelow ? 'order-last col-span-2 h-1.5' : 'h-3'}`}
    >
      <span
        className={`absolute w-px bg-control/60 ${isBelow ? '-inset-y-0.5' : '-inset-y-2'}`}
        style={{ left: percent(axis) }}
      />
      {bar && (
        <span
          className={`absolute inset-y-0 min-w-[2px] ${look}`}
          style={{ left: percent(bar.start), width: percent(bar.share) }}
        />
      )}
    </span>
  )
}
