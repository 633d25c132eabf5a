import { Segments } from '@/components/ui/choices'
import { Select } from '@/components/ui/fields'
import { ExportButton } from '@/components/table/ExportButton'
import { SavedViews } from '@/components/table/SavedViews'
import type { FlowAsked, FlowWindow } from '@/lib/api/flows'
import { WINDOWS } from '@/lib/api/flows'
import type { FlowCurrency, FlowPage } from '@/lib/api/messages'
import { BY } from '@/lib/flow/names'
import { count } from '@/lib/format/numbers'
import { bandColumns } from './exported'

interface FlowToolsProps {
  asked: FlowAsked
  currencies: readonly FlowCurrency[]
  /** What is drawn, for a file. */
  page: FlowPage | undefined
  onAsk(change: Partial<FlowAsked>): void
}

const WINDOW_NAMES = WINDOWS.map((window) => [window, window] as const)

export function FlowTools({ asked, currencies, page, onAsk }: FlowToolsProps) {
  return (
    <>
      <Select
        aria-label="Payers by"
        className="!h-7 !w-auto"
        value={asked.by}
        options={BY}
        onChange={(by) => onAsk({ by })}
      />
      <Segments
        label="Where they pay"
        value={asked.to}
        options={[
          ['category', 'Category'],
          ['merchant', 'Merchant'],
        ]}
        onChange={(to) => onAsk({ to })}
      />
      <Segments
        label="Measure"
        value={asked.measure}
        options={[
          ['amount', 'Money'],
          ['transactions', 'Payments'],
        ]}
        onChange={(measure) => onAsk({ measure })}
      />
      <Segments
        label="Which payments"
        value={asked.outcome === 'stopped' ? 'stopped' : 'all'}
        options={[
          ['all', 'All'],
          ['stopped', 'Stopped'],
        ]}
        onChange={(which) => onAsk({ outcome: which === 'stopped' ? 'stopped' : '' })}
      />
      {currencies.length > 1 && (
        <Select
          aria-label="Currency"
          className="!h-7 !w-auto"
          value={asked.currency}
          options={[
            ['', 'Commonest currency'],
            ...currencies.map(
              ({ currency, transactions }) =>
                [currency, `${currency} · ${count(transactions)}`] as const,
            ),
          ]}
          onChange={(currency) => onAsk({ currency })}
        />
      )}
      <Segments<FlowWindow>
        label="Window"
        value={asked.window}
        options={WINDOW_NAMES}
        onChange={(window) => onAsk({ window, since: '', until: '' })}
      />
      <SavedViews screen="/flow/" />
      {page && <ExportButton name="flows" rows={page.links} columns={bandColumns(page)} />}
    </>
  )
}
