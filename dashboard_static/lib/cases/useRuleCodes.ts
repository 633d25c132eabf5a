'use client'

import type { RuleBook } from '@/lib/api/messages'
import { useRead } from '@/lib/api/useApi'

/** Those of the reason codes that are rules in force: the others are the model's. */
export function useRuleCodes(reasonCodes: readonly string[]): readonly string[] {
  const book = useRead<RuleBook>('/rules').data
  const rules = new Set(book?.published.rules.map(({ code }) => code))
  return reasonCodes.filter((code) => rules.has(code))
}
