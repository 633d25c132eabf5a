import type { Alert } from '@/lib/api/messages'
import { csv } from '@/lib/table/csv'
import type { AnyAlert } from './anyAlert'
import { isTransaction } from './anyAlert'

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

/** Rings have a file of their own, from their own screen. */
export function alertsCsv(alerts: readonly AnyAlert[]): string {
  return csv(
    COLUMNS,
    alerts.filter(isTransaction).map((alert) => COLUMNS.map((column) => alert[column])),
  )
}
