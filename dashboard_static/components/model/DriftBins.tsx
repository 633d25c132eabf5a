import { HeadRow } from '@/components/ui/HeadRow'
import type { Drift } from '@/lib/api/messages'
import { edgeOf, percent } from '@/lib/models/drift'

/** The shares of each bin, in training (outline) and now (filled): the same bars as a table. */
export function DriftBins({ drift: { name, edges, expected, actual } }: { drift: Drift }) {
  const most = Math.max(...expected, ...actual, 0.01)
  return (
    <table className="w-full table-fixed text-sm">
      <colgroup>
        <col className="w-[112px]" />
        <col />
        <col className="w-[68px]" />
        <col className="w-[68px]" />
      </colgroup>
      <HeadRow
        texts={2}
        names={[
          'Value',
          'Shares',
          <span key="training" className="whitespace-nowrap">
            <span className="mr-1 inline-block size-2 border border-control" aria-hidden="true" />
            Training
          </span>,
          <span key="now" className="whitespace-nowrap">
            <span className="mr-1 inline-block size-2 bg-accent" aria-hidden="true" />
            Now
          </span>,
        ]}
      />
      <tbody>
        {expected.map((share, bin) => (
          <tr key={bin} className="border-t border-line/60">
            <th scope="row" className="py-1 pr-2 text-left font-normal [overflow-wrap:anywhere]">
              {edgeOf(name, edges, bin)}
            </th>
            <td aria-hidden="true" className="py-1">
              <span
                className="block h-1.5 border border-control"
                style={{ width: percent(share / most) }}
              />
              <span
                className="block h-1.5 bg-accent"
                style={{ width: percent((actual[bin] ?? 0) / most) }}
              />
            </td>
            <td className="py-1 text-right font-mono">{percent(share)}</td>
            <td className="py-1 text-right font-mono">{percent(actual[bin] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
