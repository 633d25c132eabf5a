export const THREATS_PATH = '/threats'

export const threatPath = (threatId: string): string =>
  `${THREATS_PATH}/${encodeURIComponent(threatId)}`
