/** A browser that takes pictures: runs axe on each, and keeps whatever page or console complain of. */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const SIZES = [[1440, 900], [1280, 720]]
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync']

export async function startLooking(folder) {
  const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await mkdir(folder, { recursive: true })
  const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
  const browser = await chromium.launch({ executablePath, args: QUIET })
  const complaints = []

  /** A page of its own, in one theme and size, at `path` of `url`. */
  async function open(url, path, { theme, width, height }) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme })
    const page = await context.newPage()
    const isExpected = (text) => /Failed to load resource|WebSocket connection/.test(text)
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !isExpected(message.text()))
        complaints.push(`console ${path} ${theme}: ${message.text()}`)
    })
    page.on('pageerror', (error) => complaints.push(`page error ${path} ${theme}: ${error.message}`))
    page.on('request', (request) => {
      const to = request.url()
      if (!to.startsWith(url) && !/^(data|blob):/.test(to)) complaints.push(`external request ${to}`)
    })
    await page.goto(url + path)
    return page
  }

  async function shoot(page, shot, { theme, width }) {
    const name = `${shot}_${theme}_${width}`
    await page.screenshot({ path: `${folder}/${name}.png` })
    // Through the debugger, so that the policy of the page stays as strict as it is served.
    await page.evaluate(axe)
    const { violations } = await page.evaluate(() => globalThis.axe.run())
    for (const { id, nodes } of violations) {
      const where = nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(' | ')
      complaints.push(`axe ${name}: ${id} ${where}`)
    }
  }

  /** Says what was complained of; the exit status. */
  function report() {
    for (const complaint of complaints) console.error(complaint)
    console.log(`${complaints.length} complaints; pictures in ${folder}`)
    return complaints.length > 0 ? 1 : 0
  }

  const views = ['dark', 'light'].flatMap((theme) =>
    SIZES.map(([width, height]) => ({ theme, width, height })))
  return { open, shoot, report, views, complaints, close: () => browser.close() }
}
