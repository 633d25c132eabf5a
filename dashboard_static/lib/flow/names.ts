import type { FlowNode, FlowPage } from '@/lib/api/messages'
import { spelled } from '@/lib/format/numbers'

const GROUPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  segment: {
    new: 'First payment',
    recent: '2nd to 10th payment',
    established: '11th payment on',
  },
  ring: {
    alone: 'Tied to nobody',
    tied: 'Share an identifier',
    tied_to_fraud: 'Tied to confirmed fraud',
  },
  channel: {
    card_present: 'In person',
    online: 'Online',
    in_app: 'In an app',
    transfer: 'Transfer',
    atm: 'Cash machine',
  },
  card: { new: 'New card', known: 'Known card', shared: 'Shared card' },
}

const OTHERS = { from: 'Other payers', card: 'Other cards', to: 'Others' } as const

export const BY: readonly (readonly [FlowPage['by'], string])[] = [
  ['segment', 'Payments before'],
  ['ring', 'Whom tied to'],
  ['device', 'Device'],
  ['channel', 'Channel'],
]

/** A node as an analyst reads it: groups in words, devices and merchants by their id. */
export function nodeName(
  node: Pick<FlowNode, 'column' | 'name' | 'is_other'>,
  { by, to }: Pick<FlowPage, 'by' | 'to'>,
): string {
  if (node.is_other) return OTHERS[node.column]
  const group = node.column === 'card' ? 'card' : node.column === 'from' ? by : ''
  if (node.name === 'unknown') return node.column === 'card' ? 'Unknown card' : 'Not told'
  if (node.column === 'to' && to === 'category') return spelled(node.name)
  return GROUPS[group]?.[node.name] ?? node.name
}
