/**
 * Opens every screen and state in a real browser, both themes: writes pictures, runs axe, and fails
 * on a violation or on anything the console says. Needs a build and a Chromium.
 *
 *   CHROMIUM=/usr/bin/chromium npm run look -- [folder] [rules,lists,…]
 */
import { startLooking } from './looking.mjs'
import { startMock } from './mock-server.mjs'

// A new screen is a row: its picture's name, its address, and what is there once it has loaded.
const SCREENS = [
  ['rules', '/rules/', '[data-testid=rule]'],
  ['lists', '/rules/?tab=lists', '[data-testid=row]'],
  ['rule-history', '/rules/?tab=history', '[data-testid=row]'],
  ['model', '/model/', '[data-testid=row]'],
  ['health', '/health/', 'dl'],
  ['audit', '/audit/?seq=3', '[data-testid=audit-entry]'],
  ['what-if', '/rules/?tab=what-if', '[data-testid=what-if]'],
  ['people', '/people/', '[data-testid=row]'],
  ['settings', '/settings/', 'h1'],
  ['rings', '/rings/', '[data-testid=graph] canvas'],
  ['ring', '/rings/?ring=ring-7', '[data-testid=graph] canvas'],
  ['ring-members', '/rings/?ring=ring-7&part=members', '[data-testid=row]'],
  ['ring-history', '/rings/?ring=ring-7&part=history', '[aria-label=Growth]'],
  ['entity-unknown', '/entity/?type=user&id=nobody', '[data-testid=unknown-entity]'],
  ['unknown', '/alert/?id=nothing', '[data-testid=unknown-transaction]'],
  ['pending', '/alert/?id=pending-1', '[data-testid=pending]'],
]

const folder = process.argv[2] ?? 'look'
const only = process.argv[3]?.split(',')
const looking = await startLooking(folder)
const busy = await startMock({ rate: 6 })
const empty = await startMock({ isEmpty: true })
const locked = await startMock({ token: 'secret' })
const broken = await startMock({})
await command(broken, { fail: true })

/** What takes more than an address: name, and what to do with `open` and `shoot`. */
const SCENES = {
  live: async (open, shoot) => {
    const page = await open(busy, '/')
    await page.waitForSelector('[data-testid=alert-row]')
    await page.waitForTimeout(2_500)
    await shoot(page, 'live')
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.waitForTimeout(600)
    await shoot(page, 'selected')
    await page.keyboard.press('Control+k')
    await page.waitForSelector('[cmdk-input]')
    await page.waitForTimeout(300)
    await shoot(page, 'palette')
    await page.keyboard.type('pixel7')
    await page.waitForTimeout(700)
    await shoot(page, 'palette-search')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.waitForSelector('[role=dialog]')
    await page.waitForTimeout(300)
    await shoot(page, 'help')
    return page
  },
  alert: async (open, shoot) => {
    const worst = [...busy.traffic.alerts].sort((a, b) => b.score - a.score)
    const ringed = worst.find((alert) => alert.device_id.startsWith('pixel7')) ?? worst[0]
    const page = await open(busy, `/alert/?id=${ringed.transaction_id}`)
    await page.waitForSelector('[data-testid=ledger]')
    await page.waitForTimeout(1_000)
    await shoot(page, 'alert')
    return page
  },
  entity: async (open, shoot) => {
    const { user_id, merchant } = [...busy.traffic.alerts].sort((a, b) => b.score - a.score)[0]
    const page = await open(busy, `/entity/?type=merchant&id=${encodeURIComponent(merchant)}`)
    await page.waitForSelector('[data-testid=row]')
    await page.waitForTimeout(600)
    await shoot(page, 'entity-merchant')
    await page.goto(`${busy.url}/entity/?type=user&id=${encodeURIComponent(user_id)}`)
    await page.waitForSelector('[data-testid=neighbours]')
    await page.waitForTimeout(600)
    await shoot(page, 'entity')
    return page
  },
  'rule-problem': async (open, shoot) => {
    const rule = { code: 'from_threat', when: 'amount > 5.0 && unknown_count > 3.0', sentence: 'x' }
    const page = await open(busy, `/rules/?draft=${encodeURIComponent(JSON.stringify(rule))}`)
    await page.click('text=Check and save draft')
    await page.waitForSelector('[data-testid=problem-place]')
    await page.getByLabel('Condition').press('End')
    await page.keyboard.type(' && device_us')
    await page.waitForSelector('[role=listbox]')
    await shoot(page, 'rule-completion')
    await page.keyboard.press('Enter')
    await page.click('text=Check and save draft')
    await page.waitForSelector('[data-testid=problem-place]')
    await shoot(page, 'rule-problem')
    await page.click('text=Simulate')
    await page.waitForSelector('[data-testid=simulation]')
    await shoot(page, 'rule-simulation')
    return page
  },
  disconnected: async (open, shoot) => {
    const page = await open(busy, '/')
    await page.waitForSelector('[data-testid=alert-row]')
    await command(busy, { offline_ms: 5_000 })
    await page.waitForSelector('[data-testid=disconnected-banner]', { timeout: 15_000 })
    await shoot(page, 'disconnected')
    await page.waitForSelector('[data-phase=live]', { timeout: 20_000 })
    return page
  },
}

const STATES = [
  ['empty', empty, '/', '[data-testid=empty]'],
  ['error', broken, '/', '[data-testid=problem]'],
  ['error-screen', broken, '/rules/', '[data-testid=problem]'],
  ['sign-in', locked, '/', '[data-testid=sign-in]'],
]

for (const [name, mock, path, wanted] of [...SCREENS.map(([name, ...rest]) => [name, busy, ...rest]), ...STATES])
  SCENES[name] = async (open, shoot) => {
    const page = await open(mock, path)
    await page.waitForSelector(wanted)
    await page.waitForTimeout(700)
    await shoot(page, name)
    return page
  }

for (const view of looking.views)
  for (const [name, scene] of Object.entries(SCENES))
    if (!only || only.includes(name)) {
      const page = await scene(
        (mock, path) => looking.open(mock.url, path, view),
        (page, shot) => looking.shoot(page, shot, view),
      )
      await page.close()
    }

await looking.close()
await Promise.all([busy, empty, locked, broken].map((mock) => mock.stop()))
process.exit(looking.report())

function command(mock, body) {
  return fetch(`${mock.url}/mock`, { method: 'POST', body: JSON.stringify(body) })
}
