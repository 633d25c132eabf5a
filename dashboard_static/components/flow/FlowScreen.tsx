'use client'

import { Waypoints } from 'lucide-react'
import { PanelAnswer, ScreenAnswer } from '@/components/states/Answer'
import { EmptyState } from '@/components/states/EmptyState'
import { PanelSkeleton } from '@/components/states/Skeleton'
import { Button } from '@/components/ui/buttons'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import { flowsPath, wholeWindowPath } from '@/lib/api/flows'
import type { FlowPage } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'
import type { Band } from '@/lib/flow/useFlowUrl'
import { useFlowUrl } from '@/lib/flow/useFlowUrl'
import { useKeys } from '@/lib/keyboard/useKeys'
import { BandPane } from './BandPane'
import { Brush } from './Brush'
import { FlowTools } from './FlowTools'
import { Legend } from './Legend'
import { Sankey } from './Sankey'
import { flowSummary, tallest } from './summary'

const REFRESH_MS = 15_000

/** Where money goes: bands by outcome, a window to brush, and the payments behind each band. */
export function FlowScreen() {
  const { asked, band, ask, brush, open } = useFlowUrl()
  const isBrushed = asked.since !== ''
  const reading = { everyMs: REFRESH_MS, keepsPrevious: true }
  const whole = useRead<FlowPage>(wholeWindowPath(asked), reading)
  const part = useRead<FlowPage>(isBrushed ? flowsPath(asked) : null, reading)
  const page = isBrushed ? part : whole
  useKeys(band ? { back: () => open(null) } : isBrushed ? { back: () => brush(null) } : {})
  return (
    <Screen
      title="Flow"
      summary={page.data && flowSummary(page.data)}
      tools={
        <FlowTools
          asked={asked}
          currencies={whole.data?.currencies ?? []}
          page={page.data}
          onAsk={ask}
        />
      }
    >
      <div className={`grid min-h-0 flex-1 gap-3 ${band ? 'grid-cols-[minmax(0,1fr)_440px]' : ''}`}>
        <div className="flex min-h-0 min-w-0 flex-col gap-3">
          <Panel
            title="Payers, cards and where they pay"
            aside={<Legend chosen={asked.outcome} onChoose={(outcome) => ask({ outcome })} />}
            className="flex-1"
          >
            <ScreenAnswer
              query={page}
              title="The flows could not be loaded"
              skeleton={<PanelSkeleton />}
            >
              {(found) => (
                <Bands
                  page={found}
                  band={band}
                  onOpen={open}
                  onWiden={() => ask({ window: '24h', since: '', until: '' })}
                />
              )}
            </ScreenAnswer>
          </Panel>
          <Panel
            title="Course"
            aside={
              isBrushed ? (
                <Button onClick={() => brush(null)}>Whole window</Button>
              ) : (
                <span>
                  {whole.data && `${tallest(whole.data)} · `}drag over it to look at a part
                </span>
              )
            }
            className="h-36 shrink-0"
          >
            <PanelAnswer query={whole} title="The course could not be loaded">
              {(found) => (
                <Brush page={found} since={asked.since} until={asked.until} onBrush={brush} />
              )}
            </PanelAnswer>
          </Panel>
        </div>
        {band && page.data && (
          <BandPane
            key={`${flowsPath(asked)} ${band.source} ${band.target}`}
            page={page.data}
            asked={asked}
            band={band}
            onClose={() => open(null)}
          />
        )}
      </div>
    </Screen>
  )
}

interface BandsProps {
  page: FlowPage
  band: Band | null
  onOpen(band: Band): void
  onWiden(): void
}

function Bands({ page, band, onOpen, onWiden }: BandsProps) {
  if (page.links.length > 0) return <Sankey page={page} band={band} onOpen={onOpen} />
  return (
    <EmptyState icon={Waypoints} title="Nothing was paid in this window">
      Payments are drawn here a second or two after they are decided.
      <Button onClick={onWiden}>Look at 24 hours</Button>
    </EmptyState>
  )
}
