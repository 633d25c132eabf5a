import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { X } from 'lucide-react'
import { afterEach, expect, test, vi } from 'vitest'
import { ChangeButton, ChangeIconButton } from '@/components/ui/ChangeButton'
import { useToasts } from '@/lib/toasts/toasts'
import { NO_ALERTS, open, serve } from '../components/serving'

vi.mock('next/navigation', () => ({
  usePathname: () => '/rules/',
  useRouter: () => ({ push: () => undefined, replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(),
}))
afterEach(() => {
  vi.unstubAllGlobals()
  useToasts.setState({ shown: [] })
})

/** One button of each role's own, for somebody who signed in. */
function openAs(role: string, isOpen = false) {
  serve({ '/alerts': NO_ALERTS, '/me': { name: 'ana', role, is_open: isOpen } })
  const done: string[] = []
  const does = (what: string) => () => void done.push(what)
  open(
    <form action={does('sent')}>
      <ChangeButton asks="POST /cases/{case_id}/label" onClick={does('label')}>
        Label
      </ChangeButton>
      <ChangeButton asks="POST /rules/draft/publish" type="submit" onClick={does('publish')}>
        Publish
      </ChangeButton>
      <ChangeIconButton asks="POST /people" label="Let in" icon={X} onClick={does('let in')} />
    </form>,
  )
  return done
}

const button = (name: string) => screen.getByRole('button', { name })
const pressAll = async () => {
  for (const name of ['Label', 'Publish', 'Let in']) await userEvent.click(button(name))
}
const isRefused = (name: string, reason: string) =>
  waitFor(() => {
    expect(button(name)).toHaveAttribute('aria-disabled', 'true')
    expect(button(name)).toHaveAccessibleDescription(reason)
  })

test('a viewer may press nothing, and reads of each button who may', async () => {
  const done = openAs('viewer')
  await screen.findByRole('button', { name: 'Label' })
  await isRefused('Label', 'Analysts and up may do this; you are a viewer.')
  await isRefused('Publish', 'Engineers and up may do this; you are a viewer.')
  await isRefused('Let in', 'Admins may do this; you are a viewer.')
  await pressAll()
  expect(done).toEqual([])
  expect(screen.getAllByTestId('toast')).toHaveLength(3)
})

test('an analyst may label but not publish', async () => {
  const done = openAs('analyst')
  await screen.findByRole('button', { name: 'Label' })
  await isRefused('Publish', 'Engineers and up may do this; you are an analyst.')
  expect(button('Label')).not.toHaveAttribute('aria-disabled')
  await pressAll()
  expect(done).toEqual(['label'])
})

test('where nobody is asked who they are, everybody may do everything', async () => {
  const done = openAs('viewer', true)
  await screen.findByRole('button', { name: 'Label' })
  await pressAll()
  expect(done).toEqual(['label', 'publish', 'sent', 'let in'])
})
