import { create } from 'zustand'
import type { FeedFilter } from './matching'
import { NO_FILTER } from './matching'

interface FilterState {
  filter: FeedFilter
  narrow(change: Partial<FeedFilter>): void
  clear(): void
}

/** Kept while the analyst opens an alert and comes back. */
export const useFeedFilter = create<FilterState>()((set) => ({
  filter: NO_FILTER,
  narrow: (change) => set(({ filter }) => ({ filter: { ...filter, ...change } })),
  clear: () => set({ filter: NO_FILTER }),
}))

/** The row that j, k and Enter mean; by `seq`, so that it stays on its alert as rows move. */
export const useSelection = create<{ seq: number | null; select(seq: number | null): void }>()(
  (set) => ({
    seq: null,
    select: (seq) => set({ seq }),
  }),
)
