'use client'

import { UserLock, UserPlus, Users } from 'lucide-react'
import { useState } from 'react'
import { ScreenAnswer } from '@/components/states/Answer'
import { Degraded } from '@/components/states/Degraded'
import { EmptyState } from '@/components/states/EmptyState'
import { Notice, NoticeLink } from '@/components/states/Notice'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'
import { Button } from '@/components/ui/buttons'
import { Panel } from '@/components/ui/Panel'
import { Screen } from '@/components/ui/Screen'
import type { KnownPerson, Me, NewPerson, PeoplePage } from '@/lib/api/messages'
import { PEOPLE_PATH } from '@/lib/api/people'
import { useRead } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { withArticle } from '@/lib/system/roles'
import { useRefusals } from '@/lib/system/useMay'
import { useMe } from '@/lib/system/useMe'
import { PERSON_COLUMNS } from './columns'
import { LetInDialog } from './LetInDialog'
import { PersonDialog } from './PersonDialog'
import { RolesPanel } from './RolesPanel'
import { TokenDialog } from './TokenDialog'

type Asked = 'let-in' | KnownPerson | NewPerson | null

/** Who may come in and what each may do; for whoever answers for people. */
export function PeopleScreen() {
  const me = useMe()
  const isRefused = useRefusals()('GET /people') !== null
  return me && isRefused ? <NotYours me={me} /> : <Everybody />
}

function NotYours({ me: { name, role } }: { me: Me }) {
  return (
    <Notice icon={UserLock} title="People are an admin’s to see" testId="not-yours">
      <p>
        You are {name}, {withArticle(role)}. An admin lets people in, gives them another role and
        shows them out.
      </p>
      <NoticeLink href="/settings/">Your settings</NoticeLink>
    </Notice>
  )
}

function Everybody() {
  const query = useRead<PeoplePage>(PEOPLE_PATH)
  const [asked, setAsked] = useState<Asked>(null)
  const people = query.data?.people ?? []
  const close = () => setAsked(null)
  const letIn = () => setAsked('let-in')
  return (
    <Screen
      title="People"
      summary={query.data && `${plural(people.length, 'person', 'people')} let in`}
      tools={
        <>
          <ExportButton name="people" rows={people} columns={PERSON_COLUMNS} />
          <Button icon={UserPlus} look="primary" onClick={letIn}>
            Let somebody in
          </Button>
        </>
      }
    >
      <OpenHouse />
      <div className="grid min-h-0 flex-1 gap-3 lg:grid-cols-[minmax(0,1fr)_320px]">
        <Panel title="By name">
          <ScreenAnswer query={query} title="The people could not be loaded">
            {() => (
              <DataTable
                label="People"
                rows={people}
                columns={PERSON_COLUMNS}
                rowKey={({ name }) => name}
                onOpen={(person) => setAsked(person)}
                isSortable
                empty={
                  <EmptyState icon={Users} title="Nobody was let in yet">
                    <p>
                      Each person gets a name, a role and a token of their own, so that the audit
                      log knows who did what.
                    </p>
                    <Button onClick={letIn}>Let somebody in</Button>
                  </EmptyState>
                }
              />
            )}
          </ScreenAnswer>
        </Panel>
        <RolesPanel people={people} />
      </div>
      {asked === 'let-in' && <LetInDialog onDone={setAsked} onClose={close} />}
      {asked !== null && asked !== 'let-in' && 'token' in asked && (
        <TokenDialog person={asked} onClose={close} />
      )}
      {asked !== null && asked !== 'let-in' && !('token' in asked) && (
        <PersonDialog person={asked} onDone={setAsked} onClose={close} />
      )}
    </Screen>
  )
}

/** Where the API asks nobody who they are, roles are only written down. */
function OpenHouse() {
  const me = useMe()
  if (!me?.is_open) return null
  return (
    <Degraded>
      <strong className="font-semibold">This deployment asks for no token.</strong> Everybody is an
      admin under whatever name they give, and one person may publish what they drafted. Give it an
      access token, and roles hold: see “People” in the deployment guide.
    </Degraded>
  )
}
