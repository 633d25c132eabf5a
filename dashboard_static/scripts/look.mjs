/**
 * Opens every screen and state in a real browser, both themes: writes pictures, runs axe, and fails
 * on a violation or on anything the console says. Needs a build and a Chromium.
 *
 *   CHROMIUM=/usr/bin/chromium npm run look -- [folder]
 */
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import { startMock } from './mock-server.mjs'

const folder = process.argv[2] ?? 'look'
const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const sizes = [[1440, 900], [1280, 720]]
const complaints = []

await mkdir(folder, { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync'],
})
const busy = await startMock({ rate: 6 })
const empty = await startMock({ isEmpty: true })
const locked = await startMock({ token: 'secret' })
const broken = await startMock({})
await command(broken, { fail: true })

for (const theme of ['dark', 'light'])
  for (const [width, height] of sizes) {
    const open = (mock, path) => openPage(mock, path, { theme, width, height })
    const shoot = (page, name) => look(page, `${name}_${theme}_${width}`)
    const live = await open(busy, '/')
    await live.waitForSelector('[data-testid=alert-row]')
    await live.waitForTimeout(2_500)
    await shoot(live, 'live')
    await live.keyboard.press('j')
    await live.keyboard.press('j')
    await live.waitForTimeout(600)
    await shoot(live, 'selected')
    await live.keyboard.press('Control+k')
    await live.waitForSelector('[cmdk-input]')
    await live.keyboard.type('pixel7')
    await live.waitForTimeout(300)
    await shoot(live, 'palette')
    await live.keyboard.press('Escape')
    await live.keyboard.press('?')
    await live.waitForSelector('[role=dialog]')
    await live.waitForTimeout(300)
    await shoot(live, 'help')
    await live.keyboard.press('Escape')
    await live.close()

    const worst = [...busy.traffic.alerts].sort((a, b) => b.score - a.score)
    const ringed = worst.find((alert) => alert.device_id.startsWith('pixel7')) ?? worst[0]
    const alert = await open(busy, `/alert/?id=${ringed.transaction_id}`)
    await alert.waitForSelector('[data-testid=ledger]')
    await alert.waitForTimeout(1_000)
    await shoot(alert, 'alert')
    await alert.click('[data-testid=features]')
    await alert.close()

    for (const [name, mock, path, wanted] of [
      ['empty', empty, '/', '[data-testid=empty]'],
      ['unknown', busy, '/alert/?id=nothing', '[data-testid=unknown-transaction]'],
      ['pending', busy, '/alert/?id=pending-1', '[data-testid=pending]'],
      ['error', broken, '/', '[data-testid=problem]'],
      ['sign-in', locked, '/', '[data-testid=sign-in]'],
    ]) {
      const page = await open(mock, path)
      await page.waitForSelector(wanted)
      await page.waitForTimeout(500)
      await shoot(page, name)
      await page.close()
    }
    const away = await open(busy, '/')
    await away.waitForSelector('[data-testid=alert-row]')
    await command(busy, { offline_ms: 5_000 })
    await away.waitForSelector('[data-testid=disconnected-banner]', { timeout: 15_000 })
    await shoot(away, 'disconnected')
    await away.waitForSelector('[data-phase=live]', { timeout: 20_000 })
    await away.close()
  }

await browser.close()
await Promise.all([busy, empty, locked, broken].map((mock) => mock.stop()))
for (const complaint of complaints) console.error(complaint)
console.log(`${complaints.length} complaints; pictures in ${folder}`)
process.exit(complaints.length > 0 ? 1 : 0)

async function openPage(mock, path, { theme, width, height }) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme })
  const page = await context.newPage()
  const isExpected = (text) => /Failed to load resource|WebSocket connection/.test(text)
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()) && !isExpected(message.text()))
      complaints.push(`console ${path} ${theme}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`page error ${path} ${theme}: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(mock.url) && !request.url().startsWith('data:'))
      complaints.push(`external request ${request.url()}`)
  })
  await page.goto(mock.url + path)
  return page
}

async function look(page, name) {
  await page.screenshot({ path: `${folder}/${name}.png` })
  // Through the debugger, so that the policy of the page stays as strict as it is served.
  await page.evaluate((await import('node:fs')).readFileSync(axePath, 'utf8'))
  const { violations } = await page.evaluate(() => globalThis.axe.run())
  for (const { id, nodes } of violations)
    complaints.push(`axe ${name}: ${id} ${nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')}`)
}

function command(mock, body) {
  return fetch(`${mock.url}/mock`, { method: 'POST', body: JSON.stringify(body) })
}
