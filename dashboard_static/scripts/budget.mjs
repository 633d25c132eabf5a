/** Fails when a page ships more than its budget (gzip, KiB). Run after a build. */
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const OUT = fileURLToPath(new URL('../out/', import.meta.url))
const BUDGET = { initialJs: 200, css: 15, lazyChunk: 160 }

const files = await readdir(OUT, { recursive: true })
const pages = files.filter((path) => path.endsWith('.html')).sort()
const asked = new Set()
const lines = []
for (const page of pages) {
  const { scripts, styles } = await assetsOf(page)
  for (const script of scripts) asked.add(script)
  lines.push(measure(`${page} initial JS`, await gzipKib(scripts), BUDGET.initialJs))
  lines.push(measure(`${page} CSS`, await gzipKib(styles), BUDGET.css))
}
const lazy = files.filter((path) => /^_next\/static\/.*\.js$/.test(path) && !asked.has(path))
const sizes = await Promise.all(lazy.map((path) => gzipKib([path])))
lines.push(measure('largest lazy chunk', Math.max(0, ...sizes), BUDGET.lazyChunk))

for (const { text } of lines) console.log(text)
process.exit(lines.every(({ isWithin }) => isWithin) ? 0 : 1)

/** `nomodule` scripts are skipped: no browser that runs this dashboard fetches them. */
async function assetsOf(page) {
  const html = await readFile(OUT + page, 'utf8')
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? []
  const paths = (wanted) =>
    [...new Set(tags.filter(wanted).map(addressOf).filter((path) => path && files.includes(path)))]
  return {
    scripts: paths((tag) => tag.startsWith('<script') && !/\snomodule/i.test(tag)),
    styles: paths((tag) => /rel="stylesheet"/.test(tag)),
  }
}

function addressOf(tag) {
  return /(_next\/[^"?]+)/.exec(tag)?.[1]
}

async function gzipKib(paths) {
  const bodies = await Promise.all(paths.map((path) => readFile(OUT + path)))
  return bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0) / 1024
}

function measure(name, kib, limit) {
  const isWithin = kib <= limit
  const text = `${isWithin ? 'ok  ' : 'OVER'} ${name.padEnd(34)} ${kib.toFixed(1).padStart(6)} of ${limit} KiB`
  return { text, isWithin }
}
