import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { useOverlay } from '@/components/shell/overlays'
import { endTyping, startTyping } from '@/components/shell/typeAhead'
import { useKeys } from '@/lib/keyboard/useKeys'
import { useTour } from '@/lib/tour/useTour'
import { ME, NO_ALERTS, open, serve } from './serving'
// Loaded before the clock of a test runs: the shell loads it when it is asked for.
import '@/components/shell/CommandPalette'

const pushed: string[] = []
const router = { push: (path: string) => pushed.push(path), replace: () => undefined }
vi.mock('next/navigation', () => ({
  usePathname: () => '/audit/',
  useRouter: () => router,
  useSearchParams: () => new URLSearchParams(),
}))

const HIT = { kind: 'merchant', id: 'streaming-0000', headline: null, score: null }

beforeEach(() => {
  pushed.length = 0
  serve({
    '/alerts': NO_ALERTS,
    '/me': ME,
    '/search': { hits: [HIT], truncated: false },
  })
})
afterEach(() => vi.unstubAllGlobals())

async function palette(words: string) {
  open(<p>A screen</p>)
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true })
  await userEvent.type(await screen.findByPlaceholderText(/Type a command/), words)
}

test('the name of a screen and Enter open it, whatever the search answers', async () => {
  await palette('settings')
  await screen.findByText('Open transaction')
  await userEvent.keyboard('{Enter}')
  expect(pushed).toEqual(['/settings/'])
})

test('Enter at once opens the screen too, not what an earlier letter found', async () => {
  await palette('s')
  await screen.findByText('streaming-0000')
  await userEvent.keyboard('ettings{Enter}')
  expect(pushed).toEqual(['/settings/'])
})

test('how an id begins and Enter open what was found', async () => {
  await palette('streaming-0')
  await screen.findByText('streaming-0000')
  await userEvent.keyboard('{Enter}')
  expect(pushed).toEqual(['/entity/?type=merchant&id=streaming-0000'])
})

test('words that begin nothing known can be opened as a transaction', async () => {
  await palette('sim-17')
  await screen.findByText('Open transaction')
  await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1))
  await userEvent.keyboard('{Enter}')
  expect(pushed).toEqual(['/alert/?id=sim-17'])
})

test('a word of what can be done comes before letters strewn over what a screen is about', async () => {
  useTour.setState({ step: null })
  await palette('tour')
  expect(await screen.findByRole('option', { name: /Take the guided tour/ })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await userEvent.keyboard('{Enter}')
  expect(useTour.getState().step).toBe(0)
})

test('what is typed while it is on its way is in it, and is no shortcut', async () => {
  const answered = vi.fn()
  open(<Answering answer={answered} />)
  await screen.findByText('A screen')
  startTyping(() => undefined)
  for (const key of ['u', 's', 'x', 'Backspace', 'e']) fireEvent.keyDown(document.body, { key })
  act(() => useOverlay.setState({ open: 'palette' }))
  const field = await screen.findByPlaceholderText(/Type a command/)
  expect(field).toHaveValue('use')
  await userEvent.keyboard('r-7')
  expect(field).toHaveValue('user-7')
  expect(answered).not.toHaveBeenCalled()
  act(() => useOverlay.setState({ open: null }))
})

test('Esc before it stands gives it up, and the page has its keys again', async () => {
  const [answered, givenUp] = [vi.fn(), vi.fn(endTyping)]
  open(<Answering answer={answered} />)
  await screen.findByText('A screen')
  startTyping(givenUp)
  fireEvent.keyDown(document.body, { key: 'Escape' })
  fireEvent.keyDown(document.body, { key: 'u' })
  expect(givenUp).toHaveBeenCalledOnce()
  expect(answered).toHaveBeenCalledOnce()
})

function Answering({ answer }: { answer(): void }) {
  useKeys({ unsure: answer, escalate: answer, snooze: answer })
  return <p>A screen</p>
}
