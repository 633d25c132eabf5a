'use client'

import { useSearchParams } from 'next/navigation'
import { ScreenAnswer } from '@/components/states/Answer'
import { casePath } from '@/lib/api/cases'
import type { Case } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useBack } from '@/lib/url/useBack'
import { CaseList } from './CaseList'
import { CaseView } from './CaseView'

const REFRESH_MS = 15_000

export function CaseScreen() {
  const caseId = useSearchParams().get('id')
  return caseId ? <OneCase caseId={caseId} /> : <CaseList />
}

function OneCase({ caseId }: { caseId: string }) {
  const query = useRead<Case>(casePath(caseId), { everyMs: REFRESH_MS })
  useKeys({ back: useBack('/case/') })
  return (
    <ScreenAnswer query={query} title="The case could not be loaded">
      {(found) => <CaseView key={caseId} case={found} />}
    </ScreenAnswer>
  )
}
