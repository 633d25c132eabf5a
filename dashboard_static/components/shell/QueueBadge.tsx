'use client'

import { casesPath } from '@/lib/api/cases'
import type { CasePage } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import { count } from '@/lib/format/numbers'

const REFRESH_MS = 15_000

/** How many cases are active, beside the queue's name. */
export function QueueBadge() {
  const { data } = useRead<CasePage>(casesPath({}, null), { everyMs: REFRESH_MS })
  if (!data) return null
  return <>{count(data.counts.open + data.counts.investigating)}</>
}
