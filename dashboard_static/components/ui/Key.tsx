export function Key({ children }: { children: string }) {
  return (
    <kbd className="rounded border border-control/60 bg-surface px-1 font-mono text-xs leading-4 text-muted">
      {children}
    </kbd>
  )
}
