import type { RuleDifference } from '@/lib/rules/changes'

const WORDS = { added: 'new rule', changed: 'changed', removed: 'taken out' } as const

/** Before and after, line by line; the sign speaks, not a colour. */
export function Differences({ changes }: { changes: readonly RuleDifference[] }) {
  return (
    <ul data-testid="differences">
      {changes.map(({ code, kind, fields }) => (
        <li key={code} className="border-b border-line px-3.5 py-2.5 last:border-0">
          <p className="flex items-baseline justify-between gap-3">
            <span className="truncate font-mono text-sm font-medium">{code}</span>
            <span className="shrink-0 text-sm text-muted">{WORDS[kind]}</span>
          </p>
          <dl className="mt-1 flex flex-col gap-1.5 text-sm">
            {fields.map(({ field, before, after }) => (
              <div key={field}>
                <dt className="text-muted">{field}</dt>
                <dd className="font-mono [overflow-wrap:anywhere]">
                  {before !== '' && <Line sign="−" text={before} isGone />}
                  {after !== '' && <Line sign="+" text={after} />}
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  )
}

function Line({ sign, text, isGone = false }: { sign: string; text: string; isGone?: boolean }) {
  return (
    <span className="grid grid-cols-[14px_minmax(0,1fr)] rounded-sm bg-raised px-1">
      <span>{sign}</span>
      <span className={isGone ? 'text-muted line-through' : ''}>{text}</span>
    </span>
  )
}
