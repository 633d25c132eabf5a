'use client'

import { X } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { Button, IconButton } from '@/components/ui/buttons'
import { TOUR } from '@/lib/tour/steps'
import { useTour } from '@/lib/tour/useTour'

/** Beside the screen it speaks of, not over it: keys and controls go on working. */
export function TourCard({ step }: { step: number }) {
  const { move, end } = useTour()
  const router = useRouter()
  const card = useRef<HTMLElement>(null)
  const { title, says, path } = TOUR[step] ?? TOUR[0]
  const isLast = step === TOUR.length - 1
  useEffect(() => {
    router.push(path)
    card.current?.focus()
  }, [router, path])
  return (
    <section
      ref={card}
      tabIndex={-1}
      aria-label="Guided tour"
      data-testid="tour"
      className="fixed bottom-5 left-1/2 z-20 w-[min(460px,calc(100vw-2rem))] -translate-x-1/2 animate-appear rounded-xl border border-accent bg-raised p-4 shadow-[var(--shadow)] outline-none"
    >
      <div className="flex items-start justify-between gap-3">
        <h2 className="text-lg font-semibold">{title}</h2>
        <IconButton label="End the tour" icon={X} className="-mr-2 -mt-1" onClick={end} />
      </div>
      <p className="mt-1" aria-live="polite">
        {says}
      </p>
      <div className="mt-3 flex items-center gap-2">
        <span className="mr-auto text-sm text-muted">
          Step {step + 1} of {TOUR.length}
        </span>
        <Button disabled={step === 0} onClick={() => move(-1)}>
          Back
        </Button>
        <Button look="primary" onClick={() => (isLast ? end() : move(1))}>
          {isLast ? 'Done' : 'Next'}
        </Button>
      </div>
    </section>
  )
}
