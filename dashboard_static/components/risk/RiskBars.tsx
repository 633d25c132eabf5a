import type { RiskLevel } from '@/lib/api/messages'

/** One to four bars, as for signal strength. */
export function RiskBars({ level }: { level: RiskLevel }) {
  return (
    <svg viewBox="0 0 16 12" aria-hidden="true" className="h-3 w-4 shrink-0">
      {[1, 2, 3, 4].map((bar) => (
        <rect
          key={bar}
          x={(bar - 1) * 4.3}
          y={12 - bar * 2.6 - 1.6}
          width="2.9"
          height={bar * 2.6 + 1.6}
          rx="0.9"
          fill={`rgb(var(--risk-${level}))`}
          opacity={bar <= level ? 1 : 0.28}
        />
      ))}
    </svg>
  )
}
