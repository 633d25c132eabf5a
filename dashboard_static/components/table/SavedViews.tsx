'use client'

import { Bookmark, X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import type { FormEvent } from 'react'
import { useState } from 'react'
import { Button, IconButton } from '@/components/ui/buttons'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Field, TextInput } from '@/components/ui/fields'
import type { SavedView } from '@/lib/url/savedViews'
import { useSavedViews } from '@/lib/url/savedViews'

const NONE: readonly SavedView[] = []

interface SavedViewsProps {
  /** Its path. */
  screen: string
  isSmall?: boolean
  /** Among icons without a frame. */
  isQuiet?: boolean
  /** Where the filter is not read from the address, but written there. */
  onOpen?(search: string): void
}

/** Filters by name. What is saved is the address's query, so every filter must live there. */
export function SavedViews({ isSmall = false, isQuiet = false, ...rest }: SavedViewsProps) {
  const [isOpen, setOpen] = useState(false)
  const asked = { icon: Bookmark, onClick: () => setOpen(true) }
  return (
    <>
      {isSmall ? (
        <IconButton
          label="Saved views"
          look={isQuiet ? 'quiet' : 'plain'}
          className={isQuiet ? '' : '!size-7'}
          {...asked}
        />
      ) : (
        <Button {...asked}>Views</Button>
      )}
      {isOpen && <ViewsDialog {...rest} onClose={() => setOpen(false)} />}
    </>
  )
}

function ViewsDialog({ screen, onOpen, onClose }: SavedViewsProps & { onClose(): void }) {
  const router = useRouter()
  const views = useSavedViews(({ byScreen }) => byScreen[screen] ?? NONE)
  const { keep, forget } = useSavedViews.getState()
  const [name, setName] = useState('')
  const saved = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === '') return
    keep(screen, { name: name.trim(), search: location.search })
    setName('')
  }
  const opened = (search: string) => {
    if (onOpen) onOpen(search)
    else router.push(`${screen}${search}`)
    onClose()
  }
  return (
    <Dialog title="Saved views" onClose={onClose}>
      {views.length === 0 && (
        <p className="text-muted">Filter the list, then keep the filter here under a name.</p>
      )}
      <ul>
        {views.map((view) => (
          <li key={view.name} className="flex items-center gap-2 border-b border-line py-1">
            <button
              type="button"
              onClick={() => opened(view.search)}
              className="min-w-0 flex-1 truncate rounded-sm text-left hover:text-accent"
            >
              {view.name}
              <span className="ml-2 font-mono text-sm text-muted">{view.search || 'all'}</span>
            </button>
            <IconButton
              label={`Forget ${view.name}`}
              icon={X}
              onClick={() => forget(screen, view.name)}
            />
          </li>
        ))}
      </ul>
      <form onSubmit={saved} className="mt-3">
        <Field label="Keep the filter on screen as">
          <TextInput
            value={name}
            maxLength={60}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <DialogActions>
          <Button type="submit" look="primary" disabled={name.trim() === ''}>
            Keep
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
