'use client'

import { useState } from 'react'
import { ScreenAnswer } from '@/components/states/Answer'
import type { RingDossier } from '@/lib/api/messages'
import { ringPath } from '@/lib/api/rings'
import { useRead } from '@/lib/api/useApi'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useGuard } from '@/lib/system/useMay'
import { useUrlState } from '@/lib/url/useUrlState'
import { BlockRingDialog } from './BlockRingDialog'
import { Dossier } from './Dossier'
import { OpenCaseDialog } from './OpenCaseDialog'
import { RingParts } from './RingParts'

const REFRESH_MS = 20_000
const COLUMNS =
  'grid min-h-0 border-line max-lg:grid-cols-[minmax(0,1fr)] max-lg:grid-rows-[440px_440px] lg:grid-cols-[minmax(0,1fr)_clamp(272px,22vw,330px)] lg:border-l max-lg:border-t'

/** One ring: what ties it in the middle, its dossier beside it. */
export function OpenRing({ ringId }: { ringId: string }) {
  const query = useRead<RingDossier>(ringPath(ringId), { everyMs: REFRESH_MS })
  return (
    <section aria-label="Ring" className="min-h-0 min-w-0">
      <ScreenAnswer query={query} title="The ring could not be loaded">
        {(dossier) => <Both dossier={dossier} />}
      </ScreenAnswer>
    </section>
  )
}

function Both({ dossier }: { dossier: RingDossier }) {
  const [asked, setAsked] = useState<'block' | 'case' | null>(null)
  const [part, setPart] = useUrlState('part', 'graph')
  const block = useGuard()('POST /rings/{ring_id}/block', () => setAsked('block'))
  useKeys({ block, graph: () => setPart('graph') })
  return (
    <div data-testid="ring" data-ring-id={dossier.ring.ring_id} className={`h-full ${COLUMNS}`}>
      <RingParts dossier={dossier} part={part} onPart={setPart} />
      <Dossier dossier={dossier} onOpenCase={() => setAsked('case')} onBlock={block} />
      {asked === 'block' && <BlockRingDialog ring={dossier.ring} onClose={() => setAsked(null)} />}
      {asked === 'case' && <OpenCaseDialog ring={dossier.ring} onClose={() => setAsked(null)} />}
    </div>
  )
}
