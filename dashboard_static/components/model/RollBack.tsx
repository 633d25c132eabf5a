'use client'

import { RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Button } from '@/components/ui/buttons'
import { ChangeButton } from '@/components/ui/ChangeButton'
import type { ModelBook } from '@/lib/api/messages'
import { MODELS_PATH, rollBackModel } from '@/lib/api/models'
import { useChange } from '@/lib/api/useApi'
import { toast } from '@/lib/toasts/toasts'

export function RollBack({ book }: { book: ModelBook }) {
  const [isAsking, setAsking] = useState(false)
  const hasBefore = new Set(book.history.map(({ version }) => version)).size > 1
  const back = useChange(rollBackModel, {
    refreshes: [MODELS_PATH],
    done: ({ active }) => {
      toast({ text: `Model ${active?.slice(0, 8) ?? 'none'} is in force again.` })
      setAsking(false)
    },
  })
  return (
    <>
      <ChangeButton
        asks="POST /models/rollback"
        icon={RotateCcw}
        disabled={!hasBefore}
        title={hasBefore ? undefined : 'No other model was in force before'}
        onClick={() => setAsking(true)}
      >
        Roll back
      </ChangeButton>
      {isAsking && (
        <Dialog
          title="Put the model before this one in force?"
          description="It scores from the next transaction on, without a restart."
          onClose={() => setAsking(false)}
        >
          <DialogActions>
            <Button onClick={() => setAsking(false)}>Keep the active one</Button>
            <Button look="primary" disabled={back.isPending} onClick={() => back.mutate()}>
              Roll back
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
