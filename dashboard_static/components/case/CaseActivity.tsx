'use client'

import { useState } from 'react'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { TextInput } from '@/components/ui/fields'
import { Panel } from '@/components/ui/Panel'
import { RelativeTime } from '@/components/ui/values'
import type { Case } from '@/lib/api/messages'
import type { CaseWork } from '@/lib/cases/useCaseWork'
import { plural } from '@/lib/format/numbers'
import { useGuard, useRefusals } from '@/lib/system/useMay'

interface CaseActivityProps {
  case: Case
  note: CaseWork['note']
}

/** What happened to the case, newest first, and a line to add to it. */
export function CaseActivity({ case: found, note }: CaseActivityProps) {
  return (
    <Panel title="Activity" aside={plural(found.activity.length, 'entry', 'entries')}>
      {found.status !== 'closed' && <NoteLine note={note} />}
      <ol
        data-testid="activity"
        className="max-h-72 overflow-y-auto"
        tabIndex={0}
        aria-label="Activity"
      >
        {found.activity.map((entry, index) => (
          <li
            key={`${entry.at}-${index}`}
            className="grid grid-cols-[96px_minmax(0,1fr)] gap-3 border-b border-line/70 px-3.5 py-1.5 last:border-0"
          >
            <span className="text-sm text-muted">
              <RelativeTime at={entry.at} />
            </span>
            <span className="[overflow-wrap:anywhere]">
              <strong className="font-medium">{entry.person ?? 'System'}</strong> {entry.action}
              {entry.detail && <span className="text-muted">: {entry.detail}</span>}
            </span>
          </li>
        ))}
      </ol>
    </Panel>
  )
}

const NOTE = 'POST /cases/{case_id}/note'

function NoteLine({ note }: Pick<CaseActivityProps, 'note'>) {
  const [text, setText] = useState('')
  const refusal = useRefusals()(NOTE)
  const send = useGuard()(NOTE, () => {
    if (text.trim() !== '') note.mutate(text.trim(), { onSuccess: () => setText('') })
  })
  return (
    <form action={send} className="flex gap-2 border-b border-line p-2.5">
      <TextInput
        aria-label="Note"
        placeholder={refusal ?? 'Add a note'}
        disabled={refusal !== null}
        maxLength={2_000}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <ChangeButton
        asks={NOTE}
        type="submit"
        action="comment"
        className="h-8"
        disabled={text.trim() === ''}
      >
        Note
      </ChangeButton>
    </form>
  )
}
