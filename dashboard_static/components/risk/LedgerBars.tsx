'use client'

import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { LedgerBar } from '@/lib/decision/ledger'
import { barsOf, foldOf } from '@/lib/decision/ledger'
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
  /** May be one with others where there is little room. */
  readonly isFoldable?: boolean
}

const LINE = 'grid items-center px-3.5'
const WIDE = `${LINE} grid-cols-[minmax(0,1fr)_minmax(80px,29%)_72px] gap-4`
const NARROW = `${LINE} grid-cols-[minmax(0,1fr)_52px] gap-x-3 gap-y-1.5`

/** How many lines a column has room for beside a graph. */
const BRIEF_LINES = 6

interface LedgerBarsProps {
  entries: readonly LedgerEntry[]
  /** In a column that has more to say: the smallest lines are one, which opens. */
  isBrief?: boolean
  /** In a column: shorter bars. */
  isNarrow?: boolean
}

/** Signed bars on one axis, and their sum. What is in sight always adds up to it. */
export function LedgerBars({ entries, isBrief = false, isNarrow = isBrief }: LedgerBarsProps) {
  const [isOpen, setOpen] = useState(false)
  const fold = foldOf(entries, isBrief ? BRIEF_LINES : Infinity)
  const shown = isOpen ? entries : fold.kept
  const folded = !isOpen && fold.count > 0 ? [fold.points] : []
  const { bars, axis, sum } = barsOf([...shown.map(({ points }) => points), ...folded])
  return (
    <>
      <ol data-testid="ledger">
        {shown.map((entry, index) => (
          <LedgerLine
            key={`${entry.code}-${index}`}
            data-testid="ledger-line"
            data-reason={entry.code}
            {...{ entry, axis, isNarrow, bar: bars[index] }}
          />
        ))}
        {fold.count > 0 && (
          <LedgerLine
            data-testid="ledger-fold"
            entry={{
              points: isOpen ? null : fold.points,
              sentence: <FoldButton count={fold.count} isOpen={isOpen} onTurn={setOpen} />,
            }}
            {...{ axis, isNarrow, bar: isOpen ? undefined : bars.at(-1) }}
          />
        )}
      </ol>
      <div className={`${isNarrow ? NARROW : WIDE} h-11 shrink-0 bg-raised font-semibold`}>
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

interface FoldButtonProps {
  count: number
  isOpen: boolean
  onTurn(isOpen: boolean): void
}

function FoldButton({ count, isOpen, onTurn }: FoldButtonProps) {
  return (
    <button
      type="button"
      aria-expanded={isOpen}
      onClick={() => onTurn(!isOpen)}
      className="flex items-center gap-1 rounded-sm text-left text-muted hover:text-text"
    >
      <ChevronRight
        aria-hidden="true"
        className={`size-3.5 shrink-0 transition-transform ${isOpen ? 'rotate-90' : ''}`}
      />
      {isOpen ? `Put the ${count} smaller lines together` : `${count} smaller lines together`}
    </button>
  )
}

interface LedgerLineProps {
  /** `points` is null for a line that counts nothing. */
  entry: Pick<LedgerEntry, 'sentence' | 'detail' | 'isBase'> & { points: number | null }
  bar: LedgerBar | undefined
  axis: number
  isNarrow: boolean
  'data-testid': string
  'data-reason'?: string
}

function LedgerLine({ entry, bar, axis, isNarrow, ...data }: LedgerLineProps) {
  const { sentence, detail, points } = entry
  return (
    <li
      {...data}
      data-points={points ?? undefined}
      className={`${isNarrow ? NARROW : WIDE} border-b border-line py-2 ${points === null ? '' : 'min-h-[46px]'}`}
    >
      <div className="min-w-0">
        <div className="[overflow-wrap:anywhere]">{sentence}</div>
        {detail && (
          <p className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm text-muted">
            {detail}
          </p>
        )}
      </div>
      {points !== null && (
        <>
          <SignedBar
            isRaising={points >= 0}
            isBase={entry.isBase}
            {...{ bar, axis, isBelow: isNarrow }}
          />
          <span className={`text-right font-mono tabular-nums ${isNarrow ? 'self-start' : ''}`}>
            {signedPoints(points)}
          </span>
        </>
      )}
    </li>
  )
}

interface SignedBarProps {
  isRaising: boolean
  isBase: boolean | undefined
  bar: LedgerBar | undefined
  axis: number
  /** In a line of its own, where beside the sentence there is no room. */
  isBelow: boolean
}

/** Right of the axis raises the score, left lowers it; the sign beside it says the same. */
function SignedBar({ isRaising, isBase, bar, axis, isBelow }: SignedBarProps) {
  const raising = isBase ? 'bg-control' : 'bg-risk-4'
  const look = isRaising ? `rounded-r-sm ${raising}` : 'rounded-l-sm bg-risk-1'
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
