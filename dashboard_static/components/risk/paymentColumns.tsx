import type { Column } from '@/components/table/DataTable'
import { Money } from '@/components/ui/values'
import type { Outcome } from '@/lib/api/messages'
import { amountText } from '@/lib/format/money'
import { levelOf } from '@/lib/risk/level'
import { EntityLink } from './EntityLink'
import { OutcomeMark } from './OutcomeMark'
import { RiskChip } from './RiskChip'

interface Scored {
  readonly score: number
  readonly outcome: Outcome
}

interface Paid {
  readonly user_id: string
  readonly merchant: string
  readonly amount_minor: number
  readonly currency: string
}

/** Columns of a decided payment, wherever payments are listed. */
export const RISK: Column<Scored> = {
  name: 'Risk',
  width: '64px',
  cell: ({ score }) => <RiskChip score={score} level={levelOf(score)} />,
  value: ({ score }) => score,
}

export const OUTCOME: Column<Scored> = {
  name: 'Outcome',
  width: '80px',
  cell: ({ outcome }) => <OutcomeMark outcome={outcome} />,
  value: ({ outcome }) => outcome,
}

export const USER: Column<Paid> = {
  name: 'User',
  width: 'minmax(90px,1fr)',
  cell: ({ user_id }) => <EntityLink type="user" id={user_id} hasMark={false} />,
  value: ({ user_id }) => user_id,
}

export const MERCHANT: Column<Paid> = {
  name: 'Merchant',
  width: 'minmax(0,1fr)',
  cell: ({ merchant }) => <EntityLink type="merchant" id={merchant} hasMark={false} />,
  value: ({ merchant }) => merchant,
}

export const AMOUNT: Column<Paid> = {
  name: 'Amount',
  width: '84px',
  align: 'right',
  cell: ({ amount_minor, currency }) => <Money minor={amount_minor} currency={currency} />,
  value: ({ amount_minor, currency }) => `${amountText(amount_minor, currency)} ${currency}`,
}
