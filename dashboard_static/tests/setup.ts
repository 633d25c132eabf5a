import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

afterEach(cleanup)
// A loaded machine renders slowly; what is waited for still comes, or fails.
configure({ asyncUtilTimeout: 5_000 })

// jsdom lays nothing out: without a size a virtual list has no row to show.
Object.defineProperties(HTMLElement.prototype, {
  clientWidth: { configurable: true, value: 1000 },
  clientHeight: { configurable: true, value: 640 },
  offsetWidth: { configurable: true, value: 1000 },
  offsetHeight: { configurable: true, value: 640 },
})

class NoResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

const matchMedia = () => ({
  matches: false,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
})
Object.assign(globalThis, { ResizeObserver: NoResizeObserver, matchMedia })
HTMLElement.prototype.scrollTo = () => undefined

// jsdom lays nothing out, so it scrolls nothing either; the palette asks for it.
Element.prototype.scrollIntoView = () => undefined
