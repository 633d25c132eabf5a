'use client'

import type { FormEvent } from 'react'
import { Button } from '@/components/ui/buttons'
import { signIn, useWasRefused } from '@/lib/system/token'
import { Logo } from './Logo'

export function SignIn({ environment }: { environment: string }) {
  const wasRefused = useWasRefused()
  const submitted = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const token = new FormData(event.currentTarget).get('token')
    if (typeof token === 'string' && token.trim() !== '') signIn(token.trim())
  }
  return (
    <div className="grid min-h-full place-items-center p-6">
      <form
        onSubmit={submitted}
        data-testid="sign-in"
        className="w-full max-w-sm rounded-lg border border-line bg-surface p-6"
      >
        <Logo className="mb-4 size-9" />
        <h1 className="text-xl font-semibold">Sign in to Ringfence</h1>
        <p className="mt-1 text-muted">
          The {environment} environment asks for an access token. It is kept in this tab only and is
          gone when you close it.
        </p>
        <label className="mb-1.5 mt-5 block font-medium" htmlFor="token">
          Access token
        </label>
        <input
          id="token"
          name="token"
          type="password"
          required
          autoFocus
          aria-describedby="token-refused"
          autoComplete="off"
          spellCheck={false}
          className="h-9 w-full rounded-md border border-control bg-background px-3 font-mono"
        />
        <p id="token-refused" role="alert" className="mt-1.5 font-medium empty:hidden">
          {wasRefused && 'The API refused that token. It may have expired: ask for a new one.'}
        </p>
        <Button type="submit" look="primary" className="mt-4 w-full justify-center">
          Sign in
        </Button>
      </form>
    </div>
  )
}
