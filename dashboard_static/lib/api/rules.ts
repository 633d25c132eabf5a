import type { ApiClient } from './client'
import type {
  DraftRequest,
  FieldError,
  PublishRequest,
  Rule,
  RuleBook,
  Simulation,
} from './messages'

export const RULES_PATH = '/rules'
export const RULE_PRECISION_PATH = '/rules/precision'

/** The API knows who asks; the author of a body is for callers without a person. */
type Unsigned<T> = Omit<T, 'author'>

export const saveDraft = (client: ApiClient, asked: Unsigned<DraftRequest>) =>
  client.send<RuleBook>('PUT', '/rules/draft', asked)

export const publishDraft = (client: ApiClient, asked: Unsigned<PublishRequest>) =>
  client.send<RuleBook>('POST', '/rules/draft/publish', asked)

export const rollBack = (client: ApiClient, asked: Unsigned<PublishRequest>) =>
  client.send<RuleBook>('POST', '/rules/rollback', asked)

/** What is wrong with one field of one rule, and where in it. */
export interface RuleProblem {
  /** Place of the rule in the set; null where the set as a whole is refused. */
  readonly index: number | null
  readonly field: keyof Rule | null
  /** From 1, within the field. */
  readonly column: number | null
  readonly says: string
}

/** `rules.2.when` and "rule 'x' at column 12: unknown name 'y'", taken apart. */
export function ruleProblem({ field, message }: FieldError): RuleProblem {
  const [, index, name] = field.split('.')
  const placed = /^rule '[^']*'(?: at column (\d+))?: (.*)$/s.exec(message)
  return {
    index: index === undefined || index === '' ? null : Number(index),
    field: (name as keyof Rule | undefined) ?? null,
    column: placed?.[1] === undefined ? null : Number(placed[1]),
    says: placed?.[2] ?? message,
  }
}

/** What this set would have decided on the newest decisions; null is the set in force. */
export const simulateRules = (client: ApiClient, rules: readonly Rule[] | null) =>
  client.send<Simulation>('POST', '/rules/simulate', rules === null ? {} : { rules: [...rules] })
