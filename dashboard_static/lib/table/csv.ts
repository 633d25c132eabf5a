export type CsvValue = string | number | boolean | null | undefined | readonly string[]

export function csv(heads: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  const lines = [heads, ...rows].map((row) => row.map(cell).join(','))
  return lines.join('\r\n') + '\r\n'
}

/** Ids come from outside: a leading = + - @ would be run as a formula by a spreadsheet. */
function cell(value: CsvValue): string {
  const text = Array.isArray(value) ? value.join(' ') : String(value ?? '')
  const safe = typeof value === 'number' || !/^[=+\-@\t\r]/.test(text) ? text : `'${text}`
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Hands the browser a file, without a server. */
export function download(name: string, body: BlobPart, type = 'text/csv'): void {
  const url = URL.createObjectURL(new Blob([body], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
