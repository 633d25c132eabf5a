import { Bone, SkeletonPanel } from '@/components/states/Skeleton'

export function AlertSkeleton() {
  return (
    <div role="status" data-testid="loading" className="flex min-h-full flex-col">
      <h1 className="sr-only">Loading the decision</h1>
      <div className="flex flex-col gap-3 border-b border-line bg-surface px-5 py-4">
        <Bone className="h-3.5 w-52" />
        <Bone className="h-5 w-96 max-w-full" />
        <Bone className="h-3.5 w-72" />
      </div>
      <div className="grid flex-1 gap-3 p-4 lg:grid-cols-[minmax(0,1.55fr)_minmax(0,1fr)]">
        <SkeletonPanel rows={9} />
        <SkeletonPanel rows={7} />
      </div>
    </div>
  )
}
