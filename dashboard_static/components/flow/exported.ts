import type { Column } from '@/components/table/DataTable'
import type { FlowLink, FlowPage, Outcome } from '@/lib/api/messages'
import { nodeName } from '@/lib/flow/names'
import { amountText } from '@/lib/format/money'

const OUTCOMES: readonly Outcome[] = ['approve', 'review', 'decline']

/** The bands as a file has them: from where to where, how many payments and how much, by outcome. */
export function bandColumns(page: FlowPage): readonly Column<FlowLink>[] {
  const names = new Map(page.nodes.map((node) => [node.node_id, nodeName(node, page)]))
  const currency = page.currency ?? ''
  const column = (name: string, value: (link: FlowLink) => string | number): Column<FlowLink> => ({
    name,
    width: '',
    cell: value,
    value,
  })
  return [
    column('From', ({ source }) => names.get(source) ?? source),
    column('To', ({ target }) => names.get(target) ?? target),
    ...OUTCOMES.flatMap((outcome) => [
      column(`${outcome} payments`, ({ transactions }) => transactions[outcome]),
      column(`${outcome} ${currency}`.trim(), ({ amounts_minor }) =>
        currency === '' ? amounts_minor[outcome] : amountText(amounts_minor[outcome], currency),
      ),
    ]),
  ]
}
