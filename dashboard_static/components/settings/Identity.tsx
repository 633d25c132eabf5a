'use client'

import { LogOut } from 'lucide-react'
import { Button } from '@/components/ui/buttons'
import { Field, TextInput } from '@/components/ui/fields'
import { usePreferences } from '@/lib/preferences/preferences'
import { useSystem } from '@/lib/system/SystemProvider'
import { signOut } from '@/lib/system/token'

/** What the API takes for a name; see the Person of the reference. */
const NAME_MAX = 64

/** With sign-in the token says who you are; without, you do. */
export function Identity() {
  const { config } = useSystem()
  return (
    <div className="flex flex-col gap-3 p-3.5">
      {config.sign_in === 'token' ? <Token /> : <Name />}
    </div>
  )
}

function Name() {
  const { name, setName } = usePreferences()
  return (
    <Field
      label="Your name"
      hint="Changes you make are written to the audit log under this name. This deployment asks for no token, so nobody checks it."
    >
      <TextInput
        value={name}
        maxLength={NAME_MAX}
        autoComplete="username"
        placeholder="local"
        onChange={(event) => setName(event.target.value)}
      />
    </Field>
  )
}

function Token() {
  return (
    <div className="flex items-center justify-between gap-4">
      <p className="text-muted">You signed in with an access token. It is kept in this tab only.</p>
      <Button icon={LogOut} onClick={signOut}>
        Sign out
      </Button>
    </div>
  )
}
