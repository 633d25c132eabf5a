import type { ByOutcome, FlowLink, FlowNode, FlowPage } from '@/lib/api/messages'

export const outcomes = (approve: number, review = 0, decline = 0): ByOutcome => ({
  approve,
  review,
  decline,
})

const counted = (counts: ByOutcome) => ({
  transactions: counts,
  amounts_minor: outcomes(counts.approve * 100, counts.review * 100, counts.decline * 100),
})

export function node(node_id: string, counts: ByOutcome): FlowNode {
  const [column = 'to', name = ''] = node_id.split(/[:/]/)
  const isOther = node_id.endsWith('/other')
  return {
    node_id,
    column: column as FlowNode['column'],
    name: isOther ? '' : name,
    is_other: isOther,
    ...counted(counts),
  }
}

export const link = (source: string, target: string, counts: ByOutcome): FlowLink => ({
  source,
  target,
  ...counted(counts),
})

/** Ninety known payments and ten new ones, of which five were declined. */
export function flowPage(change: Partial<FlowPage> = {}): FlowPage {
  const [most, few] = [outcomes(90), outcomes(4, 1, 5)]
  return {
    by: 'segment',
    to: 'category',
    measure: 'transactions',
    bucket: 'minute',
    since: '2026-11-22T18:00:00Z',
    until: '2026-11-22T18:02:00Z',
    currency: 'USD',
    currencies: [{ currency: 'USD', transactions: 100 }],
    nodes: [
      node('from:established', most),
      node('from:new', few),
      node('card:known', most),
      node('card:new', few),
      node('to:grocery', most),
      node('to/other', few),
    ],
    links: [
      link('from:established', 'card:known', most),
      link('from:new', 'card:new', few),
      link('card:known', 'to:grocery', most),
      link('card:new', 'to/other', few),
    ],
    moments: [
      { at: '2026-11-22T18:00:00Z', ...counted(most) },
      { at: '2026-11-22T18:01:00Z', ...counted(few) },
    ],
    ...change,
  }
}
