'use client'

import { Command } from 'cmdk'
import { FolderOpen, Receipt, Share2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useEffect, useState } from 'react'
import { EntityMark } from '@/components/risk/EntityMark'
import { RiskChip } from '@/components/risk/RiskChip'
import { hitLink, searchPath } from '@/lib/api/entities'
import type { SearchHit, SearchPage } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import { brief } from '@/lib/format/sentences'
import { levelOf } from '@/lib/risk/level'
import { FOUND } from './paletteOrder'

const HITS = 8
const WAIT_MS = 150
const OTHERS = { transaction: Receipt, ring: Share2, case: FolderOpen } as const

interface SearchHitsProps {
  words: string
  className: string
  onOpen(address: string): void
  /** Stands alone once the answer is there, or failed, and holds nothing. */
  ifNone: ReactNode
}

/** What the whole system knows by an id that begins with these words. */
export function SearchHits({ words, className, onOpen, ifNone }: SearchHitsProps) {
  const asked = useSettled(words)
  const { data, isFetching } = useRead<SearchPage>(searchPath(asked, HITS), { keepsPrevious: true })
  // Until the answer is there, what the last one holds for these words: never a stale hit.
  const beginning = words.toLowerCase()
  const hits = (data?.hits ?? []).filter(({ id }) => id.toLowerCase().startsWith(beginning))
  if (hits.length === 0) return asked === words && !isFetching ? ifNone : null
  return hits.map((hit) => (
    // The server matched it: cmdk must not sift again.
    <Command.Item
      key={`${hit.kind} ${hit.id}`}
      value={`${FOUND.hit}${hit.kind} ${hit.id}`}
      onSelect={() => onOpen(hitLink(hit))}
      className={className}
    >
      <HitMark hit={hit} />
      <span className="w-20 shrink-0 text-muted">{hit.kind}</span>
      <span className="min-w-0 flex-1 truncate">
        <span className="font-mono">{hit.id}</span>{' '}
        {hit.headline && <span className="text-muted">· {brief(hit.headline)}</span>}
      </span>
      {hit.score !== null && <RiskChip score={hit.score} level={levelOf(hit.score)} />}
    </Command.Item>
  ))
}

function HitMark({ hit: { kind } }: { hit: SearchHit }) {
  if (kind !== 'transaction' && kind !== 'ring' && kind !== 'case')
    return <EntityMark type={kind} />
  const Icon = OTHERS[kind]
  return <Icon aria-hidden="true" className="size-4 shrink-0 text-muted" />
}

/** Words that stood still for a moment: not every letter is a question. */
function useSettled(words: string): string {
  const [settled, setSettled] = useState(words)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(words), WAIT_MS)
    return () => clearTimeout(timer)
  }, [words])
  return settled
}
