import { create } from 'zustand'

export const UNDO_S = 10
const READ_S = 6

export interface Toast {
  readonly id: number
  readonly text: string
  readonly undo?: () => unknown
  readonly isProblem: boolean
  readonly seconds: number
}

interface ToastAsked {
  text: string
  /** Takes the change back; offered for ten seconds, on `z` too. */
  undo?: Toast['undo']
  isProblem?: boolean
}

interface Toasts {
  shown: readonly Toast[]
  dismiss(id: number): void
}

const SHOWN_MAX = 4
let lastId = 0

export const useToasts = create<Toasts>()((set) => ({
  shown: [],
  dismiss: (id) => set(({ shown }) => ({ shown: shown.filter((each) => each.id !== id) })),
}))

/** Says what happened, at the corner of any screen. Callable from anywhere. */
export function toast({ text, undo, isProblem = false }: ToastAsked): void {
  const seconds = undo || isProblem ? UNDO_S : READ_S
  const made = { id: ++lastId, text, undo, isProblem, seconds }
  useToasts.setState(({ shown }) => ({ shown: [...shown, made].slice(-SHOWN_MAX) }))
}

/** Takes back the newest change that still can be. */
export function undoNewest(): void {
  const newest = useToasts.getState().shown.findLast(({ undo }) => undo)
  if (newest) undoToast(newest)
}

export function undoToast({ id, undo }: Toast): void {
  useToasts.getState().dismiss(id)
  Promise.resolve(undo?.()).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    toast({ text: `It could not be undone. ${why}`, isProblem: true })
  })
}
