'use client'

import { SearchX } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useEffect } from 'react'
import type { EntityType } from '@/components/risk/EntityMark'
import { ScreenAnswer } from '@/components/states/Answer'
import { Notice, NoticeLink } from '@/components/states/Notice'
import { ApiError } from '@/lib/api/http'
import { asEntityType, entityPath } from '@/lib/api/entities'
import type { EntityView as Found } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import { useKeys } from '@/lib/keyboard/useKeys'
import { EntityFinder } from './EntityFinder'
import { useBack } from '@/lib/url/useBack'
import { EntityView } from './EntityView'

const REFRESH_MS = 10_000

export function EntityScreen() {
  const query = useSearchParams()
  const type = asEntityType(query.get('type'))
  const id = query.get('id') ?? ''
  const back = useBack('/entity/')
  useKeys(id === '' ? {} : { back })
  useEffect(() => {
    document.title = `${id || 'Entities'} · Ringfence`
  }, [id])
  if (id === '') return <EntityFinder />
  if (type === null) return <Unknown id={id} />
  return <OneEntity key={`${type} ${id}`} type={type} id={id} />
}

function OneEntity({ type, id }: { type: EntityType; id: string }) {
  const query = useRead<Found>(entityPath(type, id), { everyMs: REFRESH_MS })
  const isUnknown = query.error instanceof ApiError && query.error.problem.status === 404
  if (isUnknown && query.data === undefined) return <Unknown type={type} id={id} />
  return (
    <ScreenAnswer query={query} title={`This ${type} could not be loaded`}>
      {(found) => <EntityView view={found} />}
    </ScreenAnswer>
  )
}

function Unknown({ type, id }: { type?: EntityType; id: string }) {
  return (
    <Notice icon={SearchX} title={`No ${type ?? 'entity'} has this id`} testId="unknown-entity">
      <p className="[overflow-wrap:anywhere]">
        Nothing is known of <code className="font-mono text-text">{id}</code>.
      </p>
      <ul className="list-disc space-y-1 pl-5">
        <li>Ids are matched exactly, capitals and spaces included.</li>
        <li>It may not have been seen for longer than its windows reach back.</li>
      </ul>
      <NoticeLink href="/entity/">Find another entity</NoticeLink>
    </Notice>
  )
}
