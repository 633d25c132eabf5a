'use client'

import { Download } from 'lucide-react'
import { Button } from '@/components/ui/buttons'
import { csv, download } from '@/lib/table/csv'
import type { Column } from './DataTable'

interface ExportButtonProps<Row> {
  /** Of the file, without its ending: `rings`. */
  name: string
  rows: readonly Row[]
  columns: readonly Column<Row>[]
}

/** The rows as they are filtered, in every column that has a value. */
export function ExportButton<Row>({ name, rows, columns }: ExportButtonProps<Row>) {
  const valued = columns.filter(({ value }) => value)
  const save = () =>
    download(
      `ringfence-${name}.csv`,
      csv(
        valued.map((column) => column.name),
        rows.map((row) => valued.map(({ value }) => value?.(row))),
      ),
    )
  return (
    <Button icon={Download} onClick={save} disabled={rows.length === 0} title="Export as CSV">
      CSV
    </Button>
  )
}
