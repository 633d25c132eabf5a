/**
 * Fails when the first contentful paint takes longer than its budget. Run after a build; needs a
 * Chromium (CHROMIUM names one), and without one passes, unless REQUIRE_SERVICES=1.
 *
 * The quickest of several visits, each with an empty cache: what the pages cost, not what else the
 * machine was doing.
 */
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'
import { startMock } from './mock-server.mjs'

const BUDGET_MS = 1_000
const VISITS = 5
const PAGES = ['/', '/queue/', '/rules/']

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env.CHROMIUM ?? known.find((path) => existsSync(path))
if (!executablePath) {
  console.log('first paint not measured: install the package chromium, or set CHROMIUM')
  process.exit(process.env.REQUIRE_SERVICES === '1' ? 1 : 0)
}

const mock = await startMock({})
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
let isWithin = true
for (const path of PAGES) {
  const visits = []
  for (let visit = 0; visit < VISITS; visit += 1) visits.push(await firstPaintMs(path))
  const quickest = Math.min(...visits)
  isWithin &&= quickest <= BUDGET_MS
  const mark = quickest <= BUDGET_MS ? 'ok  ' : 'OVER'
  console.log(`${mark} ${`${path} first paint`.padEnd(34)} ${quickest.toFixed(0).padStart(6)} of ${BUDGET_MS} ms`)
}
await browser.close()
await mock.stop()
process.exit(isWithin ? 0 : 1)

async function firstPaintMs(path) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(mock.url + path)
  const paint = await page.evaluate(
    () =>
      new Promise((found) => {
        const look = (list) => {
          const entry = list.getEntriesByName('first-contentful-paint')[0]
          if (entry) found(entry.startTime)
        }
        new PerformanceObserver(look).observe({ type: 'paint', buffered: true })
      }),
  )
  await context.close()
  return paint
}
