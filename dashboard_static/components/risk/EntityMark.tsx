export type EntityType = 'user' | 'card' | 'device' | 'ip' | 'merchant'

const SHAPES: Record<EntityType, React.ReactNode> = {
  user: <circle cx="7" cy="7" r="5" />,
  card: <rect x="1.2" y="3" width="11.6" height="8" />,
  device: <rect x="2" y="2" width="10" height="10" rx="3" />,
  ip: <path d="M7 1.2 12.8 7 7 12.8 1.2 7Z" />,
  merchant: <path d="M4.2 2h5.6l2.8 5-2.8 5H4.2L1.4 7Z" />,
}

/** Shape means entity type, on every screen. */
export function EntityMark({ type }: { type: EntityType }) {
  return (
    <svg
      viewBox="0 0 14 14"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      className="size-3.5 shrink-0 text-muted"
    >
      {SHAPES[type]}
    </svg>
  )
}
