import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useRef } from 'react'
import { beforeEach, expect, test, vi } from 'vitest'
import { useScreenFocus } from '@/components/shell/useScreenFocus'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useTour } from '@/lib/tour/useTour'
import { useBack } from '@/lib/url/useBack'

let path = '/queue/'
const went: string[] = []
vi.mock('next/navigation', () => ({
  usePathname: () => path,
  useRouter: () => ({
    push: (to: string) => went.push(to),
    back: () => went.push('back'),
  }),
}))

function Shell({ isSignedOut = false, hasField = false }) {
  const main = useRef<HTMLElement>(null)
  useScreenFocus(main, isSignedOut)
  return (
    <>
      <button type="button">Outside</button>
      <main ref={main} tabIndex={-1}>
        {hasField && <input aria-label="Field" autoFocus />}
      </main>
    </>
  )
}

beforeEach(() => {
  path = '/queue/'
  went.length = 0
  useTour.setState({ step: null })
})

test('the first screen leaves focus where the browser has it', () => {
  render(<Shell />)
  expect(document.body).toHaveFocus()
})

test('another screen takes focus', () => {
  const { rerender } = render(<Shell />)
  act(() => screen.getByText('Outside').focus())
  path = '/rings/'
  rerender(<Shell />)
  expect(screen.getByRole('main')).toHaveFocus()
})

test('who has signed in is on the screen they asked for', () => {
  const { rerender } = render(<Shell isSignedOut hasField />)
  expect(screen.getByLabelText('Field')).toHaveFocus()
  rerender(<Shell />)
  expect(screen.getByRole('main')).toHaveFocus()
})

test('a field that a screen put focus on keeps it', () => {
  const { rerender } = render(<Shell />)
  path = '/rules/'
  rerender(<Shell hasField />)
  expect(screen.getByLabelText('Field')).toHaveFocus()
})

test('the tour is not left by the screens it goes through', () => {
  const { rerender } = render(<Shell />)
  act(() => screen.getByText('Outside').focus())
  act(() => useTour.setState({ step: 1 }))
  path = '/rings/'
  rerender(<Shell />)
  expect(screen.getByText('Outside')).toHaveFocus()
})

function Detail() {
  useKeys({ back: useBack('/case/') })
  return null
}

test.each([
  [true, 'back'],
  [false, '/case/'],
])('with a past in this dashboard (%s) Esc leads to %s', async (canGoBack, to) => {
  vi.stubGlobal('navigation', { canGoBack })
  render(<Detail />)
  await userEvent.keyboard('{Escape}')
  expect(went).toEqual([to])
  vi.unstubAllGlobals()
})
