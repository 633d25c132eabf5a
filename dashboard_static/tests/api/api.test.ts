import { afterEach, describe, expect, test, vi } from 'vitest'
import { alertLink, alertsPath, apiUrl, socketUrl, transactionPath } from '@/lib/api/addresses'
import { ApiError, apiClient } from '@/lib/api/client'
import type { RuntimeConfig } from '@/lib/api/config'
import { readConfig } from '@/lib/api/config'
import { money } from '@/lib/format/money'

const config: RuntimeConfig = {
  api_url: '/api',
  websocket_url: '/ws',
  environment: 'local',
  sign_in: 'none',
}

describe('addresses', () => {
  test('are taken from where the page is when they are relative', () => {
    expect(apiUrl(config, 'https://a.example')).toBe('https://a.example/api')
    expect(socketUrl(config, 'https://a.example', null)).toBe('wss://a.example/ws')
    expect(socketUrl(config, 'http://a.example:80', 's e')).toBe('ws://a.example/ws?token=s+e')
  })

  test('are left alone when they are absolute', () => {
    const remote = {
      ...config,
      api_url: 'https://b.example/v1/',
      websocket_url: 'wss://c.example/x',
    }
    expect(apiUrl(remote, 'https://a.example')).toBe('https://b.example/v1')
    expect(socketUrl(remote, 'https://a.example', null)).toBe('wss://c.example/x')
  })

  test('carry any id safely', () => {
    expect(transactionPath('a/b?c')).toBe('/transactions/a%2Fb%3Fc')
    expect(alertLink('a&b')).toBe('/alert/?id=a%26b')
    expect(alertsPath({ limit: 5, after_seq: 0 })).toBe('/alerts?limit=5&after_seq=0')
  })
})

describe('the API client', () => {
  afterEach(() => vi.unstubAllGlobals())
  const answer = (status: number, body: string) =>
    vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status })))
  const ask = () =>
    apiClient('https://a.example', { token: 'secret', name: () => '' }).alerts({ limit: 1 })

  test('throws the problem that the server describes', async () => {
    const problem = { type: 'x', title: 'Gone', status: 410, detail: 'It left.', errors: [] }
    answer(410, JSON.stringify(problem))
    await expect(ask()).rejects.toMatchObject({ problem })
  })

  test('describes an answer that is no problem document', async () => {
    answer(502, '<html>')
    const error = await ask().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ApiError)
    expect((error as ApiError).problem).toMatchObject({ status: 502 })
  })

  test('reads the health of a system that is down', async () => {
    answer(503, JSON.stringify({ status: 'down', version: '1', components: {} }))
    expect(
      await apiClient('https://a.example', { token: null, name: () => '' }).health(),
    ).toMatchObject({ status: 'down' })
  })
})

test('a configuration that lacks something is refused by name', () => {
  expect(readConfig(config)).toEqual(config)
  expect(() => readConfig({ ...config, api_url: undefined })).toThrow('api_url')
  expect(() => readConfig({ ...config, sign_in: 'maybe' })).toThrow('sign_in')
})

test('money has as many decimals as its currency', () => {
  expect(money(1250, 'USD')).toBe('$12.50')
  expect(money(1250, 'JPY')).toBe('¥1,250')
  expect(money(1250, 'KWD')).toMatch(/1\.250/)
})
