import type { ReactNode } from 'react'
import type { CsvValue } from '@/lib/table/csv'

export interface Column<Row> {
  readonly name: string
  /** A track of the grid: `80px`, `minmax(0,2fr)`. */
  readonly width: string
  cell(row: Row): ReactNode
  /** What a spreadsheet gets and what the head sorts by; without it the column does neither. */
  value?(row: Row): CsvValue
  readonly align?: 'right'
}

export interface DataTableProps<Row> {
  label: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  rowKey(row: Row): string
  /** Where Enter and a click on the row lead. */
  href?(row: Row): string
  /** Or what they do, where the row opens in a pane beside the table. */
  onOpen?(row: Row): void
  /** The row that is open in the pane. */
  openKey?: string | null
  /** Given, `x` and a box on each row select for bulk changes. */
  selection?: { readonly keys: ReadonlySet<string>; toggle(key: string): void }
  /** Asked for when the end comes into sight: the next page. */
  onEnd?(): void
  /** What stands where rows would be. */
  empty?: ReactNode
  /** Sorting by the head is for lists that are complete; a paged list keeps the server's order. */
  isSortable?: boolean
  /** Beside the list that leads: it has the keys while focus is in it. */
  isAside?: boolean
}

/** The grid's own: `gap-3` between tracks, `px-3.5` at both ends of a row. */
const GAP_PX = 12
const ENDS_PX = 28
const WORD_PX = 96

/** Narrower than this a row hides columns: pixels, with room for a word where a track gives way. */
export function leastWidthPx(tracks: readonly string[]): number {
  const widths = tracks.map((track) => (/^\d+px$/.test(track) ? parseInt(track, 10) : WORD_PX))
  return widths.reduce((sum, width) => sum + width + GAP_PX, ENDS_PX - GAP_PX)
}
