'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/buttons'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Field, TextInput } from '@/components/ui/fields'
import type { BlockRingResult, RingSummary } from '@/lib/api/messages'
import { blockRing, RINGS_PATH, unblockRing } from '@/lib/api/rings'
import { useChange, useRefresh } from '@/lib/api/useApi'
import { plural } from '@/lib/format/numbers'
import { useSystem } from '@/lib/system/SystemProvider'
import { toast } from '@/lib/toasts/toasts'

const REFRESHED = [RINGS_PATH, '/lists', '/entities']

/** Every member on the block list, with a reason; ten seconds to take it back. */
export function BlockRingDialog({ ring, onClose }: { ring: RingSummary; onClose(): void }) {
  const { client } = useSystem()
  const refresh = useRefresh()
  const [reason, setReason] = useState(`ring ${ring.ring_id}`)
  const undo = async () => {
    await unblockRing(client, ring.ring_id)
    await refresh(REFRESHED)
  }
  const block = useChange<string, BlockRingResult>(
    (asking, why) => blockRing(asking, ring.ring_id, why),
    {
      refreshes: REFRESHED,
      done: ({ blocked, skipped }) => {
        const before = skipped.length > 0 ? `; ${skipped.length} were before` : ''
        toast({ text: `${plural(blocked.length, 'member')} blocked${before}`, undo })
        onClose()
      },
    },
  )
  return (
    <Dialog
      title="Block members"
      description={`Every payment of the ${plural(ring.size, 'user')} is declined from the next one on.`}
      onClose={onClose}
    >
      <form action={() => block.mutate(reason.trim())}>
        <Field label="Reason" hint="Kept with each entry and in the audit log.">
          <TextInput autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="danger" type="submit" disabled={reason.trim() === '' || block.isPending}>
            Block {plural(ring.size, 'member')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
