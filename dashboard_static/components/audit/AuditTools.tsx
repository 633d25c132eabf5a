'use client'

import { Download } from 'lucide-react'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { SearchField, Select } from '@/components/ui/fields'
import type { AuditFilter, AuditFormat } from '@/lib/api/audit'
import { exportAudit } from '@/lib/api/audit'
import { useChange } from '@/lib/api/useApi'
import { KINDS } from '@/lib/audit/changes'
import { download } from '@/lib/table/csv'
import { useTyped } from '@/lib/url/useTyped'
import { writeUrl } from '@/lib/url/useUrlState'

const ANY = ['', 'every change'] as const
const OPTIONS = [ANY, ...KINDS.map((kind) => [kind, kind] as const)]
const TYPES = { csv: 'text/csv', jsonl: 'application/x-ndjson' } as const

/** The filter lives in the address; the export holds everything that it takes, not one page. */
export function AuditTools({ filter, isEmpty }: { filter: AuditFilter; isEmpty: boolean }) {
  const [who, typeWho] = useTyped(filter.who, (text) => writeUrl({ who: text, seq: null }))
  const [subject, typeSubject] = useTyped(filter.subject, (text) =>
    writeUrl({ subject: text, seq: null }),
  )
  const save = useChange((client, format: AuditFormat) => exportAudit(client, filter, format), {
    done: (text, format) => download(`ringfence-audit.${format}`, text, TYPES[format]),
  })
  const isKnown = OPTIONS.some(([kind]) => kind === filter.action)
  return (
    <>
      <SearchField label="Person" value={who} onChange={typeWho} className="w-36" />
      <SearchField
        label="Subject, exactly"
        value={subject}
        onChange={typeSubject}
        className="w-48"
        hasKey={false}
      />
      <Select
        aria-label="Kind of change"
        className="!h-7 !w-auto"
        value={filter.action}
        options={isKnown ? OPTIONS : [...OPTIONS, [filter.action, filter.action] as const]}
        onChange={(action) => writeUrl({ action, seq: null })}
      />
      {(['csv', 'jsonl'] as const).map((format) => (
        <ChangeButton
          key={format}
          asks="GET /audit/export"
          icon={Download}
          disabled={isEmpty || save.isPending}
          title={`Everything the filter takes, as ${format === 'csv' ? 'CSV' : 'JSON lines'}`}
          onClick={() => save.mutate(format)}
        >
          {format === 'csv' ? 'CSV' : 'JSON lines'}
        </ChangeButton>
      ))}
    </>
  )
}
