'use client'

import { useState } from 'react'
import { Dialog, DialogActions } from '@/components/ui/Dialog'
import { Button } from '@/components/ui/buttons'
import { Field, TextArea } from '@/components/ui/fields'

interface TextDialogProps {
  title: string
  label: string
  button: string
  onText(text: string): void
  onClose(): void
}

/** One sentence from a person. Ctrl or Cmd with Enter sends it. */
export function TextDialog({ title, label, button, onText, onClose }: TextDialogProps) {
  const [text, setText] = useState('')
  const send = () => {
    if (text.trim() === '') return
    onText(text.trim())
    onClose()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form action={send}>
        <Field label={label} hint="Ctrl Enter sends it.">
          <TextArea
            autoFocus
            rows={4}
            maxLength={2_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
            }}
          />
        </Field>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={text.trim() === ''}>
            {button}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
