'use client'

import { ArrowUp } from 'lucide-react'
import { useSelection } from '@/lib/feed/filterState'
import { count } from '@/lib/format/numbers'
import { useFeed } from '@/lib/system/useFeed'

export function ResumePill() {
  const { feed } = useFeed()
  const select = useSelection((selection) => selection.select)
  if (!feed.frozen) return null
  const resume = () => {
    select(null)
    feed.resume()
  }
  return (
    <button
      type="button"
      onClick={resume}
      data-testid="resume"
      className="absolute left-1/2 top-10 z-10 inline-flex h-8 -translate-x-1/2 animate-appear items-center gap-2 rounded-full bg-accent px-3.5 font-medium text-on-accent shadow-[var(--shadow)]"
    >
      <ArrowUp aria-hidden="true" className="size-3.5" />
      <span>
        <span className="font-mono">{count(feed.newSinceFreeze)}</span> new · resume
      </span>
    </button>
  )
}
