import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { GLOSSARY } from '@/lib/terms/glossary'

/** The words of STYLE.md's table: `| rule, reason code | … |`. */
const words = readFileSync('../STYLE.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| [a-z]/.test(line))
  .flatMap((line) => (line.split('|')[1] ?? '').split(','))
  .map((word) => word.trim())
  .filter((word) => word !== 'word')

test('every word of the project is explained to who reads the screen', () => {
  expect(words.length).toBeGreaterThan(10)
  expect(words.filter((word) => !(word in GLOSSARY))).toEqual([])
})
