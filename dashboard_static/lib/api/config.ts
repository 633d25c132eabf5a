/** What a deployment decides without a rebuild: config.json, fetched once at start. */
export interface RuntimeConfig {
  readonly api_url: string
  readonly websocket_url: string
  readonly environment: string
  readonly sign_in: 'none' | 'token'
}

const BASE_PATH = process.env.NEXT_PUBLIC_BASE_PATH ?? ''

export async function fetchConfig(): Promise<RuntimeConfig> {
  const response = await fetch(`${BASE_PATH}/config.json`, { cache: 'no-store' })
  if (!response.ok) throw new Error(`config.json answered ${response.status}`)
  return readConfig(await response.json())
}

/** A half-written config.json is refused by name: a wrong URL later would be a riddle. */
export function readConfig(json: unknown): RuntimeConfig {
  const given = (json ?? {}) as Partial<Record<keyof RuntimeConfig, unknown>>
  for (const name of ['api_url', 'websocket_url', 'environment'] as const)
    if (typeof given[name] !== 'string') throw new Error(`config.json lacks "${name}"`)
  if (given.sign_in !== 'none' && given.sign_in !== 'token')
    throw new Error('config.json: "sign_in" must be "none" or "token"')
  return given as RuntimeConfig
}
