import type { Alert } from '@/lib/api/messages'

const COLUMNS = [
  'seq',
  'raised_at',
  'transaction_id',
  'outcome',
  'score',
  'risk_level',
  'user_id',
  'card_id',
  'device_id',
  'merchant',
  'amount_minor',
  'currency',
  'headline',
  'reason_codes',
] as const satisfies readonly (keyof Alert)[]

export function alertsCsv(alerts: readonly Alert[]): string {
  const rows = alerts.map((alert) => COLUMNS.map((column) => cell(alert[column])).join(','))
  return [COLUMNS.join(','), ...rows].join('\r\n') + '\r\n'
}

/** Ids come from outside: a leading = + - @ would be run as a formula by a spreadsheet. */
function cell(value: Alert[keyof Alert]): string {
  const text = Array.isArray(value) ? value.join(' ') : String(value)
  const safe = typeof value === 'number' || !/^[=+\-@\t\r]/.test(text) ? text : `'${text}`
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
