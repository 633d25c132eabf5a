import { create } from 'zustand'

/** How long this analyst takes: seconds from a case's opening to what was said of it. */
interface Pace {
  readonly caseId: string | null
  readonly openedAtMs: number
  readonly seconds: readonly number[]
  open(caseId: string, nowMs: number): void
  /** The case was labelled, escalated or closed; counts once a case. */
  decided(caseId: string, nowMs: number): void
}

const KEPT = 200

export const usePace = create<Pace>()((set, get) => ({
  caseId: null,
  openedAtMs: 0,
  seconds: [],
  open: (caseId, nowMs) => {
    if (get().caseId !== caseId) set({ caseId, openedAtMs: nowMs })
  },
  decided: (caseId, nowMs) => {
    const { caseId: open, openedAtMs, seconds } = get()
    if (open !== caseId || openedAtMs === 0) return
    set({ seconds: [...seconds, (nowMs - openedAtMs) / 1_000].slice(-KEPT), openedAtMs: 0 })
  },
}))

export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other)
  const middle = sorted.length / 2
  if (sorted.length === 0) return null
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)] ?? null
  return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
