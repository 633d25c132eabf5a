import type { ReactNode } from 'react'

interface HeadRowProps {
  /** What each column is called; the first is read as text, the others as numbers. */
  names: readonly ReactNode[]
  /** How many at the start are read as text. */
  texts?: number
}

/** The head of a small table within a panel. */
export function HeadRow({ names, texts = 1 }: HeadRowProps) {
  return (
    <thead>
      <tr className="text-xs text-muted">
        {names.map((name, at) => (
          <th
            key={at}
            scope="col"
            className={`font-normal ${at < texts ? 'text-left' : 'text-right'}`}
          >
            {name}
          </th>
        ))}
      </tr>
    </thead>
  )
}
