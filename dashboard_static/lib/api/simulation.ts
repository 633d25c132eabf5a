import { apiPath } from './addresses'
import type { ApiClient } from './client'
import type { Rule, Simulation, Thresholds } from './messages'

/** Decisions as columns; without `columns` those that the rules in force read. */
export const samplePath = (limit: number, columns: readonly string[] | null) =>
  apiPath('/decisions/sample', { limit, columns: columns?.join(',') })

interface Asked {
  readonly rules?: readonly Rule[]
  readonly thresholds: Thresholds
  readonly limit: number
}

/** For rules that only the server computes. */
export const simulateThere = (client: ApiClient, asked: Asked) =>
  client.send<Simulation>('POST', '/rules/simulate', asked)
