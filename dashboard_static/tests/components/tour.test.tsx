import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { LiveScreen } from '@/components/live/LiveScreen'
import { NAVIGATION } from '@/components/shell/navigation'
import { usePreferences } from '@/lib/preferences/preferences'
import { TOUR } from '@/lib/tour/steps'
import { ME, NO_ALERTS, open, serve } from './serving'

const pushed: string[] = []
const push = (path: string) => pushed.push(path)
const router = { push, replace: () => undefined }
vi.mock('next/navigation', () => ({
  usePathname: () => '/',
  useRouter: () => router,
  useSearchParams: () => new URLSearchParams(),
}))

beforeEach(() => {
  pushed.length = 0
  localStorage.clear()
  usePreferences.setState({ hasSeenTour: false })
})
afterEach(() => vi.unstubAllGlobals())

test('the first visit offers a tour of five steps, each on its own screen, once', async () => {
  serve({ '/alerts': NO_ALERTS, '/me': ME })
  open(<LiveScreen />)
  await userEvent.click(await screen.findByRole('button', { name: 'Take the tour' }))
  expect(await screen.findByTestId('tour')).toHaveTextContent('Step 1 of 5')
  for (let step = 1; step < TOUR.length; step += 1)
    await userEvent.click(screen.getByRole('button', { name: 'Next' }))
  expect(pushed).toEqual(TOUR.map(({ path }) => path))
  await userEvent.click(screen.getByRole('button', { name: 'Done' }))
  expect(screen.queryByTestId('tour')).toBeNull()
  expect(screen.queryByTestId('welcome')).toBeNull()
})

test('every step leads to a screen that exists', () => {
  const paths: string[] = NAVIGATION.flatMap(({ screens }) => screens).map(({ path }) => path)
  for (const { path } of TOUR) expect(paths).toContain(path)
})
