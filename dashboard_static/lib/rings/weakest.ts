import { plural } from '@/lib/format/numbers'

/** What becomes of a ring without its weakest link, from the sizes of its parts. */
export function fallsInto(parts: readonly number[]): string {
  const groups = parts.filter((members) => members > 1)
  const alone = parts.length - groups.length
  if (groups.length === 0) return 'without it none of them is tied to another'
  const rest = alone === 0 ? '' : ` and ${plural(alone, 'user')} alone`
  return `without it the ring falls into ${groups.length === 1 ? 'one part' : 'parts'} of ${groups.join(', ')}${rest}`
}
