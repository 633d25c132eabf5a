'use client'

import { Download } from 'lucide-react'
import { Button, IconButton } from '@/components/ui/buttons'
import { csv, download } from '@/lib/table/csv'
import type { Column } from './table'

interface ExportButtonProps<Row> {
  /** Of the file, without its ending: `rings`. */
  name: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  /** An icon alone, where a word has no room. */
  isSmall?: boolean
}

/** The rows as they are filtered, in every column that has a value. */
export function ExportButton<Row>({
  name,
  rows,
  columns,
  isSmall = false,
}: ExportButtonProps<Row>) {
  const valued = columns.filter(({ value }) => value)
  const save = () =>
    download(
      `ringfence-${name}.csv`,
      csv(
        valued.map((column) => column.name),
        rows.map((row) => valued.map(({ value }) => value?.(row))),
      ),
    )
  const asked = { icon: Download, onClick: save, disabled: rows.length === 0 }
  if (isSmall)
    return <IconButton label="Export as CSV" look="plain" className="!size-7" {...asked} />
  return (
    <Button title="Export as CSV" {...asked}>
      CSV
    </Button>
  )
}
