import type { AuditRow } from '@/lib/api/messages'

/** One value that differs, by its place: `rules.casino.weight`. Empty is nothing. */
export interface ValueChange {
  readonly place: string
  readonly before: string
  readonly after: string
}

/** What an entry changed, value by value, in the order the entry has them. */
export function changesOf({ before, after }: Pick<AuditRow, 'before' | 'after'>): ValueChange[] {
  const old = leaves(before)
  const now = leaves(after)
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((place) => ({ place, before: old.get(place) ?? '', after: now.get(place) ?? '' }))
    .filter((change) => change.before !== change.after)
}

function leaves(value: unknown, place = '', found = new Map<string, string>()) {
  if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value))
      leaves(inner, place === '' ? name : `${place}.${name}`, found)
  } else if (value !== null && value !== undefined) {
    found.set(place === '' ? 'value' : place, String(value))
  }
  return found
}

const SAID: Record<string, string> = {
  'rules.draft': 'changed the draft',
  'rules.publish': 'published rules',
  'rules.roll_back': 'rolled rules back',
  'lists.put': 'listed',
  'lists.remove': 'took off a list',
  'labels.put': 'labelled',
  'threats.snooze': 'snoozed a threat',
  'threats.wake': 'woke a threat',
  'models.activate': 'activated a model',
  'models.shadow': 'changed the shadow',
  'models.roll_back': 'rolled a model back',
  'people.let_in': 'let in',
  'people.show_out': 'showed out',
  'rings.block': 'blocked a ring',
  'rings.unblock': 'unblocked a ring',
  'cases.noted': 'noted on a case',
}

/** `rules.roll_back` as a person says it; what is not known here is still readable. */
export function actionSaid(action: string): string {
  const [kind = '', verb = ''] = action.split('.')
  const words = verb.replaceAll('_', ' ')
  return SAID[action] ?? (kind === 'cases' ? `${words} a case` : `${kind}: ${words}`)
}

/** The kinds of change, for the filter; an action not named here is listed all the same. */
export const KINDS = [
  'rules',
  'lists',
  'labels',
  'cases',
  'rings',
  'threats',
  'models',
  'people',
] as const
