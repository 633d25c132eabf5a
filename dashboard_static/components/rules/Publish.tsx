'use client'

import { Rocket, UserCheck } from 'lucide-react'
import { ChangeButton } from '@/components/ui/ChangeButton'
import { RelativeTime } from '@/components/ui/values'
import type { Me, RuleBook, RuleDraft } from '@/lib/api/messages'
import { publishDraft, RULES_PATH } from '@/lib/api/rules'
import { useChange } from '@/lib/api/useApi'
import { useRefusals } from '@/lib/system/useMay'
import { useMe } from '@/lib/system/useMe'
import { toast } from '@/lib/toasts/toasts'

interface PublishProps {
  book: RuleBook
  isDirty: boolean
}

const PUBLISH = 'POST /rules/draft/publish'

/** Who drafted does not publish, and who publishes is an engineer; an open deployment asks nobody. */
type Standing = 'open' | 'own' | 'role' | 'second'

function standingOf(me: Me | null, draft: RuleDraft, mayPublish: boolean): Standing {
  if (me === null || me.is_open) return 'open'
  if (draft.author === me.name) return 'own'
  return mayPublish ? 'second' : 'role'
}

export function Publish({ book: { draft }, isDirty }: PublishProps) {
  const me = useMe()
  const publish = useChange(publishDraft, {
    refreshes: [RULES_PATH],
    done: () => toast({ text: 'Published. The next transaction is decided by these rules.' }),
  })
  const mayPublish = useRefusals()(PUBLISH) === null
  const isOwn = draft !== null && standingOf(me, draft, mayPublish) === 'own'
  return (
    <ChangeButton
      asks={PUBLISH}
      icon={Rocket}
      title={
        isDirty
          ? 'Save the draft first: only what was checked is published.'
          : 'Put the draft in force from the next transaction on'
      }
      disabled={!draft || isDirty || isOwn || publish.isPending}
      onClick={() => draft && publish.mutate({ version: draft.version })}
    >
      Publish
    </ChangeButton>
  )
}

/** Two people stand behind every rule in force: says who the first was and who the second may be. */
export function SecondPerson({ book: { draft }, isDirty }: PublishProps) {
  const me = useMe()
  const mayPublish = useRefusals()(PUBLISH) === null
  return (
    <div
      data-testid="publishing"
      className="flex items-start gap-2.5 border-b border-line bg-raised px-3.5 py-2.5 text-sm"
    >
      <UserCheck aria-hidden="true" className="mt-0.5 size-3.5 shrink-0 text-muted" />
      <p className="min-w-0">
        {draft ? (
          <>
            Drafted by <strong className="font-semibold">{draft.author}</strong>{' '}
            <RelativeTime at={draft.saved_at} />. {SAYS[standingOf(me, draft, mayPublish)]}
          </>
        ) : me?.is_open ? (
          'This deployment asks nobody who they are: whoever saves a draft may publish it too. With access tokens it takes a second person.'
        ) : (
          'Rules take two people: one saves a draft, another, an engineer or an admin, publishes it.'
        )}
        {isDirty && draft && ' What you edited since is not in it.'}
      </p>
    </div>
  )
}

const SAYS: Record<Standing, string> = {
  open: 'This deployment asks nobody who they are, so anybody may publish it.',
  own: 'You cannot publish your own draft: a second person, an engineer or an admin, has to.',
  role: 'An engineer or an admin has to publish it.',
  second: 'You may publish it as the second person.',
}
