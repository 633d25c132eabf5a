'use client'

import type { LucideIcon } from 'lucide-react'
import Link from 'next/link'
import type { ButtonHTMLAttributes, ComponentProps } from 'react'
import type { Action } from '@/lib/keyboard/keymap'
import { KEYMAP } from '@/lib/keyboard/keymap'
import { usePreferences } from '@/lib/preferences/preferences'
import { KeyHint } from './Key'

const LOOKS = {
  plain: 'border border-control/70 bg-raised text-text hover:border-control',
  primary: 'bg-accent font-medium text-on-accent hover:bg-accent/90',
  danger: 'border border-risk-4 bg-surface text-text hover:bg-risk-4/10',
  quiet: 'text-muted hover:bg-raised hover:text-text',
} as const

const SHAPE =
  'inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md px-2.5 text-sm transition-colors disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50'

interface Dressed {
  look?: keyof typeof LOOKS
  icon?: LucideIcon
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> &
  Dressed & {
    /** The key that does the same; shown on the button. The screen answers it with `useKeys`. */
    action?: Action
  }

export function Button({
  look = 'plain',
  icon: Icon,
  action,
  className = '',
  children,
  ...rest
}: ButtonProps) {
  const hasShortcuts = usePreferences((preferences) => preferences.hasShortcuts)
  return (
    <button
      type="button"
      aria-keyshortcuts={action && hasShortcuts ? KEYMAP[action].label : undefined}
      className={`${SHAPE} ${LOOKS[look]} ${className}`}
      {...rest}
    >
      {Icon && <Icon aria-hidden="true" className="size-3.5 shrink-0" />}
      {children}
      {action && <KeyHint action={action} />}
    </button>
  )
}

/** A link that looks like a button: for what opens an address. */
export function ButtonLink({
  look = 'plain',
  icon: Icon,
  className = '',
  children,
  ...rest
}: ComponentProps<typeof Link> & Dressed) {
  return (
    <Link className={`${SHAPE} ${LOOKS[look]} ${className}`} {...rest}>
      {Icon && <Icon aria-hidden="true" className="size-3.5 shrink-0" />}
      {children}
    </Link>
  )
}

type IconButtonProps = Omit<ButtonProps, 'children' | 'action'> & {
  label: string
  icon: LucideIcon
}

export function IconButton({
  label,
  icon: Icon,
  className = '',
  look = 'quiet',
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`grid size-8 place-items-center rounded-md transition-colors aria-disabled:cursor-not-allowed aria-disabled:opacity-50 ${LOOKS[look]} ${className}`}
      {...rest}
    >
      <Icon aria-hidden="true" className="size-4" />
    </button>
  )
}
