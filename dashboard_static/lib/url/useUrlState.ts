'use client'

import { useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

/**
 * One value of the address, so that every view is a link: `?window=24h`. The default is left out.
 * `replace` is for filters; `push` for what Back should return from, such as an opened row.
 */
export function useUrlState(
  name: string,
  otherwise = '',
  how: 'replace' | 'push' = 'replace',
): readonly [string, (value: string) => void] {
  const value = useSearchParams().get(name) ?? otherwise
  const set = useCallback(
    (next: string) => writeUrl({ [name]: next === otherwise ? null : next }, how),
    [name, otherwise, how],
  )
  return [value, set]
}

/** Several values at once; null removes one. Next follows the history, so hooks see it. */
export function writeUrl(
  values: Readonly<Record<string, string | null>>,
  how: 'replace' | 'push' = 'replace',
): void {
  const query = new URLSearchParams(location.search)
  for (const [name, value] of Object.entries(values))
    if (value === null || value === '') query.delete(name)
    else query.set(name, value)
  const address = `${location.pathname}${query.size === 0 ? '' : `?${query}`}`
  if (address === location.pathname + location.search) return
  if (how === 'push') history.pushState(null, '', address)
  else history.replaceState(null, '', address)
}
