'use client'

import { Button } from '@/components/ui/buttons'
import { CopyButton } from '@/components/ui/CopyButton'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import type { NewPerson } from '@/lib/api/messages'

/** The one moment in which a token can be read: only its hash is kept. */
export function TokenDialog({ person, onClose }: { person: NewPerson; onClose(): void }) {
  const { name, role, token } = person
  return (
    <Dialog
      title={`The token of ${name}`}
      description="Hand it over now: it is shown this once, and nobody can look it up later."
      onClose={onClose}
    >
      <p
        data-testid="token"
        className="rounded-md border border-line bg-background p-3 font-mono text-sm [overflow-wrap:anywhere]"
      >
        {token}
      </p>
      <p className="mt-2 text-muted">
        {name} signs in with it as {role}. If it is lost, open {name} here and ask for a new one.
      </p>
      <DialogActions>
        <CopyButton label="Copy token" text={() => token} />
        <Button look="primary" onClick={onClose}>
          It is handed over
        </Button>
      </DialogActions>
    </Dialog>
  )
}
