import { Panel } from '@/components/ui/Panel'
import type { Vitals } from '@/lib/api/messages'
import { count } from '@/lib/format/numbers'

const MIB = 1024 * 1024

export function Workers({ vitals: { workers, memory } }: { vitals: Vitals }) {
  return (
    <Panel title="Workers and memory">
      <ul>
        {workers.map(({ name, is_running, behind }) => (
          <li key={name} className="flex justify-between gap-3 border-b border-line px-3.5 py-2">
            <span>
              <span className="font-medium">{name}</span>{' '}
              <span className="text-muted">{is_running ? 'is running' : 'rests'}</span>
            </span>
            <span className="font-mono text-sm">{count(behind)} waiting</span>
          </li>
        ))}
        {memory.map((each) => (
          <li key={each.server} className="border-b border-line px-3.5 py-2 last:border-0">
            <p className="flex justify-between gap-3">
              <span className="font-medium">{each.server}</span>
              <span className="font-mono text-sm">
                {mib(each.used_bytes)}
                {each.limit_bytes === null ? ', no limit set' : ` of ${mib(each.limit_bytes)}`}
              </span>
            </p>
            <p className="text-sm text-muted">at most {mib(each.peak_bytes)} so far</p>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

const mib = (bytes: number) => `${count(bytes / MIB)} MiB`
