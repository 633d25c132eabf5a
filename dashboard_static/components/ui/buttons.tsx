import type { LucideIcon } from 'lucide-react'
import type { ButtonHTMLAttributes } from 'react'

const LOOKS = {
  plain: 'border border-control/70 bg-raised text-text hover:border-control',
  primary: 'bg-accent font-medium text-on-accent hover:bg-accent/90',
  quiet: 'text-muted hover:bg-raised hover:text-text',
} as const

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: keyof typeof LOOKS
  icon?: LucideIcon
}

export function Button({
  look = 'plain',
  icon: Icon,
  className = '',
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      className={`inline-flex h-7 items-center gap-1.5 whitespace-nowrap rounded-md px-2.5 text-sm transition-colors disabled:opacity-50 ${LOOKS[look]} ${className}`}
      {...rest}
    >
      {Icon && <Icon aria-hidden="true" className="size-3.5 shrink-0" />}
      {children}
    </button>
  )
}

type IconButtonProps = Omit<ButtonProps, 'children'> & { label: string; icon: LucideIcon }

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
      className={`grid size-8 place-items-center rounded-md transition-colors ${LOOKS[look]} ${className}`}
      {...rest}
    >
      <Icon aria-hidden="true" className="size-4" />
    </button>
  )
}
