'use client'

import type { RulePrecision, RulePrecisions } from '@/lib/api/messages'
import { RULE_PRECISION_PATH } from '@/lib/api/rules'
import { useRead } from '@/lib/api/useApi'

const REFRESH_MS = 30_000

/** By code, how often each rule fired and how often rightly; empty until the API has said so. */
export function useRulePrecisions(): ReadonlyMap<string, RulePrecision> {
  const { data } = useRead<RulePrecisions>(RULE_PRECISION_PATH, { everyMs: REFRESH_MS })
  return new Map(data?.rules.map((rule) => [rule.code, rule]))
}
