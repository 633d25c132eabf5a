'use client'

import { Radar } from 'lucide-react'
import { CopyButton } from '@/components/ui/CopyButton'
import { Panel } from '@/components/ui/Panel'
import { ACCEPT_PATH } from '@/lib/api/addresses'
import { useSystem } from '@/lib/system/SystemProvider'

/** An empty system says what it is for, and how to see it work. */
export function FirstAlert() {
  const { apiUrl, config } = useSystem()
  const curl = curlCommand(apiUrl, config.sign_in === 'token')
  return (
    <Panel title="Live alert feed" aside="no alert yet" className="flex-1">
      <div data-testid="empty" className="min-h-0 flex-1 overflow-y-auto p-5" tabIndex={0}>
        <div className="mx-auto flex max-w-2xl flex-col gap-4">
          <div className="flex items-start gap-3.5">
            <span className="grid size-10 shrink-0 place-items-center rounded-lg border border-line bg-raised">
              <Radar aria-hidden="true" className="size-5 text-accent" />
            </span>
            <div>
              <h3 className="text-lg font-semibold">Listening. No alert has been raised yet.</h3>
              <p className="mt-0.5 text-muted">
                Every transaction is decided: approve, review or decline. Those that a person should
                see appear here within moments, with the reasons that add up to their score.
              </p>
            </div>
          </div>
          <Recipe
            title="Send your own"
            note="Six users pay from one device within seconds: what a ring looks like."
            command={curl}
          />
          <Recipe
            title="Or play a scenario"
            note="From a checkout: ordinary shoppers with fraud rings among them."
            command="make demo"
          />
        </div>
      </div>
    </Panel>
  )
}

function Recipe({ title, note, command }: { title: string; note: string; command: string }) {
  return (
    <div className="overflow-hidden rounded-md border border-line">
      <div className="flex items-center gap-3 border-b border-line bg-raised px-3 py-1.5">
        <p className="min-w-0 flex-1">
          <span className="font-medium">{title}</span>{' '}
          <span className="text-sm text-muted">{note}</span>
        </p>
        <CopyButton label="Copy" text={() => command} />
      </div>
      <pre tabIndex={0} className="overflow-x-auto bg-background p-3 font-mono text-sm">
        <code>{command}</code>
      </pre>
    </div>
  )
}

function curlCommand(apiUrl: string, hasToken: boolean): string {
  const lines = [
    'for n in 1 2 3 4 5 6; do',
    `  curl -sS ${apiUrl}${ACCEPT_PATH} \\`,
    ...(hasToken ? ['    -H "authorization: Bearer $TOKEN" \\'] : []),
    "    -H 'content-type: application/json' \\",
    `    -d '{"user_id":"user-'$n'","card_id":"card-'$n'","device_id":"device-1",`,
    `         "merchant":"Gift Card Depot","amount":950}'`,
    'done',
  ]
  return lines.join('\n')
}
