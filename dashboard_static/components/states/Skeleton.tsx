export function Bone({ className = '' }: { className?: string }) {
  return <div className={`rounded bg-control/20 motion-safe:animate-pulse ${className}`} />
}

/** The shape of Live, and near enough to any other screen not to jump. */
export function ScreenSkeleton() {
  return (
    <div role="status" data-testid="loading" className="flex min-h-full flex-col gap-3 p-4">
      <h1 className="sr-only">Loading</h1>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
        {Array.from({ length: 6 }, (_, index) => (
          <SkeletonPanel key={index} className="h-[78px]" rows={2} />
        ))}
      </div>
      <div className="grid min-h-0 flex-1 grid-rows-[220px_1fr] gap-3 lg:grid-cols-[minmax(0,1fr)_300px]">
        <SkeletonPanel className="lg:col-span-1" rows={1} />
        <SkeletonPanel rows={5} />
        <SkeletonPanel className="min-h-80" rows={9} />
        <SkeletonPanel rows={5} />
      </div>
    </div>
  )
}

export function SkeletonPanel({ rows, className = '' }: { rows: number; className?: string }) {
  return (
    <div className={`overflow-hidden rounded-lg border border-line bg-surface p-3.5 ${className}`}>
      {Array.from({ length: rows }, (_, index) => (
        <Bone key={index} className={`mb-3.5 h-3.5 ${WIDTHS[index % WIDTHS.length]}`} />
      ))}
    </div>
  )
}

const WIDTHS = ['w-1/3', 'w-5/6', 'w-2/3', 'w-3/4', 'w-1/2']

/** Within a panel that has its head already. */
export function PanelSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <div role="status" className="p-3.5">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, index) => (
        <Bone key={index} className={`mb-3.5 h-3.5 ${WIDTHS[index % WIDTHS.length]}`} />
      ))}
    </div>
  )
}
