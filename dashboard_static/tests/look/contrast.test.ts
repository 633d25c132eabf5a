import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Colour = readonly [number, number, number]
type Tokens = Readonly<Record<string, Colour>>

/** The tokens as they are shipped: the test reads the style sheet, not a copy. */
const css = readFileSync('app/globals.css', 'utf8')

function tokensOf(selector: string): Tokens {
  const block = css.slice(css.indexOf(selector)).split('}')[0] ?? ''
  const found = block.matchAll(/--([a-z0-9-]+): (\d+) (\d+) (\d+);/g)
  return Object.fromEntries(
    [...found].map(([, name, ...channels]) => [name, channels.map(Number) as unknown as Colour]),
  )
}

/** WCAG 2.2, relative luminance and contrast ratio. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((channel) => {
    const share = channel / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  }) as unknown as Colour
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(a: Colour, b: Colour): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number]
  return (high + 0.05) / (low + 0.05)
}

/** `top` at an opacity over `below`, as a browser blends it. */
const over = (top: Colour, below: Colour, opacity: number): Colour =>
  top.map(
    (channel, at) => channel * opacity + (below[at] ?? 0) * (1 - opacity),
  ) as unknown as Colour

const SURFACES = ['background', 'surface', 'raised'] as const
const TEXT = 4.5
const GRAPHIC = 3

describe.each([
  ['light', tokensOf(':root {')],
  ['dark', tokensOf(":root[data-theme='dark']")],
])('in the %s theme', (_, tokens) => {
  const of = (name: string): Colour => {
    const colour = tokens[name]
    if (!colour) throw new Error(`no token ${name}`)
    return colour
  }
  /** What rows, chips and menus stand on: the surfaces, and those under the pointer or chosen. */
  const grounds = [
    ...SURFACES.map(of),
    ...SURFACES.map((name) => over(of('accent'), of(name), 0.15)),
  ]

  test.each(['text', 'muted'])('%s can be read on every ground', (name) => {
    for (const ground of grounds) expect(contrast(of(name), ground)).toBeGreaterThanOrEqual(TEXT)
  })

  test('the accent can be read on every surface, and what stands on it', () => {
    for (const name of SURFACES)
      expect(contrast(of('accent'), of(name))).toBeGreaterThanOrEqual(TEXT)
    expect(contrast(of('on-accent'), of('accent'))).toBeGreaterThanOrEqual(TEXT)
  })

  test.each([1, 2, 3, 4])('risk %i can be read on its chip, wherever the chip stands', (level) => {
    for (const ground of grounds) {
      const chip = over(of(`risk-${level}`), ground, 0.15)
      expect(contrast(of(`risk-text-${level}`), chip)).toBeGreaterThanOrEqual(TEXT)
    }
  })

  test.each([1, 2, 3, 4])('risk %i stands out as a shape', (level) => {
    for (const name of SURFACES)
      expect(contrast(of(`risk-${level}`), of(name))).toBeGreaterThanOrEqual(GRAPHIC)
  })
})

test('motion stops for whoever asks for less of it', () => {
  const block = css.slice(css.indexOf('prefers-reduced-motion'))
  expect(block).toMatch(/animation-duration: 0\.01ms !important/)
  expect(block).toMatch(/transition: none !important/)
})
