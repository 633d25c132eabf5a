'use client'

import type { ComponentProps } from 'react'
import { Button, IconButton } from '@/components/ui/buttons'
import type { Call } from '@/lib/system/useMay'
import { useGuard, useRefusals } from '@/lib/system/useMay'

interface Asking {
  /** The call behind the button. Whose role may not make it finds it disabled, and reads why. */
  asks: Call
}

export function ChangeButton({ asks, ...rest }: ComponentProps<typeof Button> & Asking) {
  return <Button {...rest} {...useRefused(asks)} />
}

export function ChangeIconButton({ asks, ...rest }: ComponentProps<typeof IconButton> & Asking) {
  return <IconButton {...rest} {...useRefused(asks)} />
}

/** Still reached by Tab and pointer, unlike `disabled`, so that the reason can be read. */
function useRefused(asks: Call) {
  const refusal = useRefusals()(asks)
  const say = useGuard()(asks, () => undefined)
  if (refusal === null) return {}
  return {
    type: 'button',
    disabled: false,
    'aria-disabled': true,
    title: refusal,
    onClick: say,
  } as const
}
