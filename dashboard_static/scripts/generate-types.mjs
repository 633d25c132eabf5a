/**
 * Writes lib/api/messages.ts from lib/api/schema.json; with `--check` writes nothing and fails when
 * the file is stale. The schema itself is written by infra/generate.py from the Python messages.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { compile } from 'json-schema-to-typescript'

const SCHEMA = new URL('../lib/api/schema.json', import.meta.url)
const TYPES = new URL('../lib/api/messages.ts', import.meta.url)
const BANNER = `/* Generated from lib/api/schema.json by \`npm run types\`. Change the Python messages instead. */
/* eslint-disable */`

const types = await renderTypes(JSON.parse(await readFile(SCHEMA, 'utf8')))
if (!process.argv.includes('--check')) {
  await writeFile(TYPES, types)
} else if ((await readFile(TYPES, 'utf8').catch(() => '')) !== types) {
  console.error('lib/api/messages.ts is stale: run `npm run types`')
  process.exit(1)
}

/** One interface per message: titles of fields would otherwise each become a type of their own. */
async function renderTypes(schema) {
  const root = { ...withoutTitles(schema), title: 'RingfenceMessages', type: 'object' }
  return compile(root, 'RingfenceMessages', {
    bannerComment: BANNER,
    additionalProperties: false,
    unreachableDefinitions: true,
    // `[T?, T?, …]` for every bounded list would help nobody.
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 100 },
  })
}

function withoutTitles(node) {
  if (Array.isArray(node)) return node.map(withoutTitles)
  if (node === null || typeof node !== 'object') return node
  const entries = Object.entries(node).filter(([key, value]) => !isTitle(key, value))
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutTitles(value)]))
}

/** `title` is also the name of a field of Problem, whose schema is an object and stays. */
function isTitle(key, value) {
  return key === 'title' && typeof value === 'string'
}
