interface SparklineProps {
  values: readonly (number | null)[]
  isRisk: boolean
  className: string
}

const WIDTH = 96
const HEIGHT = 28

/** The shape of the last minute, not its size; seconds that were missed are left open. */
export function Sparkline({ values, isRisk, className }: SparklineProps) {
  const seen = values.filter((value) => value !== null)
  const top = Math.max(1, ...seen)
  // A flat minute stays flat: less than a third of the height of its top is not blown up.
  const bottom = Math.min(top * 0.67, ...seen)
  const step = WIDTH / Math.max(1, values.length - 1)
  const y = (value: number) => HEIGHT - 2 - ((value - bottom) / (top - bottom)) * (HEIGHT - 4)
  const path = values
    .map((value, index) => {
      if (value === null) return ''
      const isFirst = index === 0 || values[index - 1] === null
      return `${isFirst ? 'M' : 'L'}${(index * step).toFixed(1)} ${y(value).toFixed(1)}`
    })
    .join('')
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      className={className}
    >
      <path
        d={path}
        fill="none"
        stroke={isRisk ? 'rgb(var(--risk-4))' : 'rgb(var(--accent))'}
        strokeWidth="1.4"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
