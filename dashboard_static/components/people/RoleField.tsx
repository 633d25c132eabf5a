import { Field, Select } from '@/components/ui/fields'
import type { Role } from '@/lib/system/roles'
import { ROLES } from '@/lib/system/roles'

const OPTIONS = ROLES.map(([role]) => [role, role] as const)

/** A role, and what it may do. */
export function RoleField({ role, onChange }: { role: Role; onChange(role: Role): void }) {
  const may = ROLES.find(([name]) => name === role)?.[1]
  return (
    <Field label="Role" hint={may && `${may[0]?.toUpperCase()}${may.slice(1)}.`}>
      <Select<Role> value={role} options={OPTIONS} onChange={onChange} />
    </Field>
  )
}
