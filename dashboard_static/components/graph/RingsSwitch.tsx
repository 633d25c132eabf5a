import type { Drawing } from '@/lib/graph/drawing'

interface RingsSwitchProps {
  drawing: Drawing
  isOn: boolean
  onChange(isOn: boolean): void
}

/** Underlays whoever is in a ring; there only where somebody is. */
export function RingsSwitch({ drawing, isOn, onChange }: RingsSwitchProps) {
  const isUseful = [...drawing.nodes.values()].some(({ ring_id }) => ring_id !== null)
  if (!isUseful) return null
  return (
    <button
      type="button"
      aria-pressed={isOn}
      onClick={() => onChange(!isOn)}
      className="ml-1 flex h-7 items-center gap-1.5 whitespace-nowrap border-l border-line px-2 text-sm text-muted hover:text-text aria-pressed:font-medium aria-pressed:text-text"
    >
      <span
        aria-hidden="true"
        className={`size-3 rounded-full border ${isOn ? 'border-text bg-text/20' : 'border-control'}`}
      />
      in a ring
    </button>
  )
}
