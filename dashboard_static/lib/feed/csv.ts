import type { Alert } from '@/lib/api/messages'
import { csv } from '@/lib/table/csv'

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
  return csv(
    COLUMNS,
    alerts.map((alert) => COLUMNS.map((column) => alert[column])),
  )
}
