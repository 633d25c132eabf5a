import { HeadRow } from '@/components/ui/HeadRow'
import type { Drift } from '@/lib/api/messages'
import { significant } from '@/lib/format/numbers'

/** The shares of each bin, in training (outline) and now (filled): the same bars as a table. */
export function DriftBins({ drift: { edges, expected, actual } }: { drift: Drift }) {
  const most = Math.max(...expected, ...actual, 0.01)
  const percent = (share: number) => `${(100 * share).toFixed(1)}%`
  return (
    <table className="w-full text-sm">
      <HeadRow
        texts={2}
        names={[
          'Up to',
          <>
            <span className="mr-1 inline-block size-2 border border-control" aria-hidden="true" />
            training <span className="mx-1 inline-block size-2 bg-accent" aria-hidden="true" />
            now
          </>,
          'Training',
          'Now',
        ]}
      />
      <tbody>
        {expected.map((share, bin) => (
          <tr key={bin}>
            <th scope="row" className="whitespace-nowrap pr-3 text-left font-mono font-normal">
              {edges[bin] === undefined ? 'above' : significant(edges[bin])}
            </th>
            <td aria-hidden="true" className="w-full py-0.5">
              <span
                className="block h-1.5 border border-control"
                style={{ width: percent(share / most) }}
              />
              <span
                className="block h-1.5 bg-accent"
                style={{ width: percent((actual[bin] ?? 0) / most) }}
              />
            </td>
            <td className="pl-3 text-right font-mono">{percent(share)}</td>
            <td className="pl-3 text-right font-mono">{percent(actual[bin] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
