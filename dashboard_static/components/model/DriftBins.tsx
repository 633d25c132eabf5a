import { HeadRow } from '@/components/ui/HeadRow'
import type { Drift } from '@/lib/api/messages'
import { percent, rangeOf } from '@/lib/models/drift'

/** The shares of each bin, in training (outline) and now (filled): the same bars as a table. */
export function DriftBins({ drift: { name, edges, expected, actual } }: { drift: Drift }) {
  const most = Math.max(...expected, ...actual, 0.01)
  return (
    <table className="w-full text-sm">
      <HeadRow
        texts={2}
        names={[
          'Value',
          <span key="bars" className="whitespace-nowrap">
            <span className="mr-1 inline-block size-2 border border-control" aria-hidden="true" />
            training <span className="mx-1 inline-block size-2 bg-accent" aria-hidden="true" />
            now
          </span>,
          'Training',
          'Now',
        ]}
      />
      <tbody>
        {expected.map((share, bin) => (
          <tr key={bin} className="border-t border-line/60">
            <th scope="row" className="whitespace-nowrap py-1 pr-3 text-left font-normal">
              {rangeOf(name, edges, bin)}
            </th>
            <td aria-hidden="true" className="w-full py-1">
              <span
                className="block h-1.5 border border-control"
                style={{ width: percent(share / most) }}
              />
              <span
                className="block h-1.5 bg-accent"
                style={{ width: percent((actual[bin] ?? 0) / most) }}
              />
            </td>
            <td className="py-1 pl-3 text-right font-mono">{percent(share)}</td>
            <td className="py-1 pl-3 text-right font-mono">{percent(actual[bin] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
