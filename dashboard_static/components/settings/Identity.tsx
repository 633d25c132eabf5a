'use client'

import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/buttons'
import { Field, TextInput } from '@/components/ui/fields'
import { useRefresh } from '@/lib/api/useApi'
import { usePreferences } from '@/lib/preferences/preferences'
import { useSystem } from '@/lib/system/SystemProvider'
import { useMe } from '@/lib/system/useMe'
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
  const refresh = useRefresh()
  const [text, setText] = useState(name)
  const isSendable = /^[ -~]*$/.test(text)
  const told = () => {
    if (!isSendable || text.trim() === name) return
    setName(text.trim())
    void refresh(['/me'])
  }
  return (
    <Field
      label="Your name"
      hint="Changes you make are written to the audit log under this name. This deployment asks for no token, so nobody checks it."
      problem={isSendable ? null : 'It travels in a header: use letters without accents.'}
    >
      <TextInput
        value={text}
        maxLength={NAME_MAX}
        autoComplete="username"
        placeholder="local"
        onChange={(event) => setText(event.target.value)}
        onBlur={told}
        onKeyDown={(event) => event.key === 'Enter' && told()}
      />
    </Field>
  )
}

function Token() {
  const me = useMe()
  return (
    <div className="flex items-center justify-between gap-4">
      <p className="text-muted">
        You signed in with an access token{me && ` as ${me.name} (${me.role})`}. It is kept in this
        tab only.
      </p>
      <Button icon={LogOut} onClick={signOut}>
        Sign out
      </Button>
    </div>
  )
}
