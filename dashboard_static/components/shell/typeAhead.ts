/**
 * What is typed while the palette is on its way. It comes in a file of its own: until it stands, keys
 * are kept for it, so that none is lost and none answers as a shortcut of the page below.
 */
let typed = ''
let giveUp: () => void = () => undefined

export function startTyping(onEscape: () => void): void {
  endTyping()
  typed = ''
  giveUp = onEscape
  document.addEventListener('keydown', keep, true)
}

export function endTyping(): void {
  document.removeEventListener('keydown', keep, true)
}

/** What was typed until now; from here on the palette's own field has the keys. */
export const typedAhead = (): string => typed

function keep(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  event.stopPropagation()
  if (event.key === 'Escape') giveUp()
  else if (event.key === 'Backspace') typed = typed.slice(0, -1)
  else if (event.key.length === 1) typed += event.key
}
