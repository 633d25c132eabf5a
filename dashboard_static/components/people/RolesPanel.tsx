import { Panel } from '@/components/ui/Panel'
import type { KnownPerson } from '@/lib/api/messages'
import { count } from '@/lib/format/numbers'
import { holds, ROLES } from '@/lib/system/roles'
import { useMe } from '@/lib/system/useMe'

/** What each role adds to the one before it, and whether rules can be published at all. */
export function RolesPanel({ people }: { people: readonly KnownPerson[] }) {
  const me = useMe()
  const engineers = people.filter(({ role }) => holds(role, 'engineer')).length
  return (
    <Panel title="Roles">
      <ol className="flex flex-col">
        {ROLES.map(([role, may]) => (
          <li key={role} className="border-b border-line px-3.5 py-2.5">
            <p className="flex items-baseline justify-between gap-3 font-medium">
              {role}
              <span className="font-mono text-sm text-muted">
                {count(people.filter((each) => each.role === role).length)}
              </span>
            </p>
            <p className="text-muted">{may}</p>
          </li>
        ))}
      </ol>
      <p className="px-3.5 py-3 text-muted" data-testid="second-person">
        Each role holds what those above it here hold. Rules take two: who drafted them does not
        publish them.{' '}
        {engineers === 0 && me?.is_open === false && (
          <strong className="font-semibold text-text">
            Nobody here may publish yet: let an engineer in.
          </strong>
        )}
      </p>
    </Panel>
  )
}
