/**
 * Writes out/csp.txt (one policy for every page) and out/csp.json ({"/alert/": policy, …}) after a
 * build: a strict policy names each inline script by its hash, and Next writes several per page.
 *
 *   node scripts/content-policy.mjs [--connect-src "https://api.example wss://live.example"]
 */
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

const OUT = fileURLToPath(new URL(`../${process.env.RINGFENCE_EXPORT ?? 'out'}/`, import.meta.url))
const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g

const flag = process.argv.indexOf('--connect-src')
const asked = flag > 0 ? process.argv[flag + 1] : process.env.RINGFENCE_CONNECT_SRC
const connect = ["'self'", ...(asked ?? '').split(/\s+/).filter(Boolean)].join(' ')

const pages = (await readdir(OUT, { recursive: true })).filter((path) => path.endsWith('.html')).sort()
const hashes = new Map()
for (const page of pages) hashes.set(addressOf(page), await inlineHashes(page))

const perPage = Object.fromEntries([...hashes].map(([page, found]) => [page, policy(found)]))
const everyPage = policy([...new Set([...hashes.values()].flat())])
await writeFile(`${OUT}csp.json`, JSON.stringify(perPage, null, 2) + '\n')
await writeFile(`${OUT}csp.txt`, everyPage + '\n')

async function inlineHashes(page) {
  const html = await readFile(OUT + page, 'utf8')
  const scripts = [...html.matchAll(INLINE_SCRIPT)].map(([, script]) => script)
  return [...new Set(scripts.map(sha256))].sort()
}

function sha256(script) {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`
}

/** Virtual rows are placed by style attributes, hence 'unsafe-inline' for styles alone. */
function policy(scriptHashes) {
  return [
    "default-src 'none'",
    `script-src 'self' ${scriptHashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connect}`,
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}

function addressOf(page) {
  return `/${page.replace(/index\.html$/, '')}`
}
