/** A ring that does not quite close, with what it keeps inside. */
export function Logo({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={className}>
      <path
        d="M16.9 4.6a9 9 0 1 0 3.4 3.9"
        stroke="rgb(var(--accent))"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
      <circle cx="12" cy="12.4" r="3.4" fill="rgb(var(--accent))" />
      <circle cx="19" cy="5.6" r="1.7" fill="rgb(var(--risk-4))" />
    </svg>
  )
}
