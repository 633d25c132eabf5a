'use client'

import type { RefObject } from 'react'
import { useEffect, useRef, useSyncExternalStore } from 'react'
import { usePreferences } from '@/lib/preferences/preferences'
import type { Action } from './keymap'
import { ACTIONS, KEYMAP } from './keymap'

export type Answers = Readonly<Partial<Record<Action, () => void>>>

interface Listening {
  /** Gives way to whatever else answers: the shell, a table beside the one that leads. */
  readonly isFallback?: boolean
  /** While focus is in here, this one answers before all others. */
  readonly within?: RefObject<HTMLElement | null>
}

interface Listener extends Listening {
  readonly latest: { current: Answers }
}

/**
 * Answers to keys while this component is mounted. Where two answer to one action, the one that has
 * focus within does, then the one mounted last. Keys are off in fields and dialogs, and altogether
 * when the analyst switches them off (WCAG 2.1.4).
 */
export function useKeys(answers: Answers, { isFallback = false, within }: Listening = {}): void {
  const latest = useRef(answers)
  const names = Object.keys(answers).join(' ')
  useEffect(() => {
    latest.current = answers
  })
  useEffect(() => {
    const listener = { latest, isFallback, within }
    listeners = isFallback ? [...listeners, listener] : [listener, ...listeners]
    if (listeners.length === 1) document.addEventListener('keydown', pressed)
    changed()
    return () => {
      listeners = listeners.filter((each) => each !== listener)
      if (listeners.length === 0) document.removeEventListener('keydown', pressed)
      changed()
    }
  }, [isFallback, names, within])
}

/** The actions that something on screen answers to now; a space between their names. */
export function useLiveActions(): ReadonlySet<Action> {
  const names = useSyncExternalStore(subscribe, liveNames, () => '')
  return new Set(names.split(' ').filter(Boolean) as Action[])
}

/** Newest first, those that give way last. */
let listeners: readonly Listener[] = []
const views = new Set<() => void>()

function pressed(event: KeyboardEvent): void {
  if (!usePreferences.getState().hasShortcuts) return
  const action = ACTIONS.find((name) => KEYMAP[name].key === event.key)
  const answer = action && answerTo(action)
  if (!answer || event.ctrlKey || event.metaKey || event.altKey || isSpokenFor(event)) return
  event.preventDefault()
  answer()
}

function answerTo(action: Action): (() => void) | undefined {
  const able = listeners.filter(({ latest }) => latest.current[action])
  const focused = able.find(({ within }) => within?.current?.contains(document.activeElement))
  return (focused ?? able[0])?.latest.current[action]
}

function liveNames(): string {
  return ACTIONS.filter(answerTo).join(' ')
}

function subscribe(view: () => void): () => void {
  views.add(view)
  return () => views.delete(view)
}

function changed(): void {
  for (const view of views) view()
}

function isSpokenFor(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || document.querySelector('[role="dialog"]')) return true
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.matches('input, textarea, select, [contenteditable="true"]')) return true
  // Space and Enter already press a focused button; Enter follows a focused link.
  if (event.key === ' ') return target.closest(PRESSED) !== null
  return event.key === 'Enter' && target.closest(`a, ${PRESSED}`) !== null
}

const PRESSED = 'button, summary, [role="switch"], [role="radio"], [role="tab"]'
