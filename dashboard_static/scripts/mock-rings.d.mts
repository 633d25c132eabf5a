export const RING_ANSWERS: Record<string, (asked: { id: string; isEmpty: boolean }) => unknown>
