import { act, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { Toasts } from '@/components/shell/Toasts'
import { PanelAnswer } from '@/components/states/Answer'
import { SavedViews } from '@/components/table/SavedViews'
import { Button } from '@/components/ui/buttons'
import { Tabs } from '@/components/ui/choices'
import { Field, SearchField, TextInput } from '@/components/ui/fields'
import { Term } from '@/components/ui/Term'
import { ACTIONS, KEYMAP } from '@/lib/keyboard/keymap'
import { useKeys, useLiveActions } from '@/lib/keyboard/useKeys'
import { usePreferences } from '@/lib/preferences/preferences'
import { GLOSSARY } from '@/lib/terms/glossary'
import { toast, useToasts } from '@/lib/toasts/toasts'
import { useSavedViews } from '@/lib/url/savedViews'
import { writeUrl } from '@/lib/url/useUrlState'

const pushed: string[] = []
vi.mock('next/navigation', () => ({
  usePathname: () => '/',
  useRouter: () => ({ push: (path: string) => pushed.push(path), replace: () => undefined }),
  useSearchParams: () => new URLSearchParams(),
}))

beforeEach(() => {
  pushed.length = 0
  useToasts.setState({ shown: [] })
  usePreferences.setState({ hasShortcuts: true })
  history.replaceState(null, '', '/rings/')
})

describe('keys', () => {
  test('each means one thing', () => {
    expect(new Set(ACTIONS.map((action) => KEYMAP[action].key)).size).toBe(ACTIONS.length)
  })

  function Answers({ says, isFallback = false }: { says(): void; isFallback?: boolean }) {
    useKeys({ next: says }, { isFallback })
    return null
  }

  test('are answered by the screen before the shell', async () => {
    const [shell, mine] = [vi.fn(), vi.fn()]
    const { rerender } = render(
      <>
        <Answers says={mine} />
        <Answers says={shell} isFallback />
      </>,
    )
    await userEvent.keyboard('n')
    expect([mine.mock.calls.length, shell.mock.calls.length]).toEqual([1, 0])
    rerender(
      <>
        {null}
        <Answers says={shell} isFallback />
      </>,
    )
    await userEvent.keyboard('n')
    expect(shell).toHaveBeenCalledOnce()
  })

  test('the help knows which are answered now', () => {
    function Live() {
      return <p>{[...useLiveActions()].join(',')}</p>
    }
    render(
      <>
        <Answers says={() => undefined} />
        <SearchField label="Find" value="" onChange={() => undefined} />
        <Live />
      </>,
    )
    expect(screen.getByText('next,search')).toBeInTheDocument()
  })

  test('are shown on the control until they are switched off', () => {
    render(<Button action="escalate">Escalate</Button>)
    expect(screen.getByText('E')).toBeInTheDocument()
    act(() => usePreferences.setState({ hasShortcuts: false }))
    expect(screen.queryByText('E')).toBeNull()
  })
})

describe('a message', () => {
  test('offers to take the change back, by button and by z', async () => {
    const undo = vi.fn()
    render(<Toasts />)
    act(() => toast({ text: 'Labelled fraud', undo }))
    await userEvent.keyboard('z')
    expect(undo).toHaveBeenCalledOnce()
    expect(screen.queryByTestId('toast')).toBeNull()
  })

  test('says so when it could not be taken back', async () => {
    render(<Toasts />)
    act(() => toast({ text: 'Closed', undo: () => Promise.reject(new Error('too late')) }))
    await userEvent.click(screen.getByRole('button', { name: /Undo/ }))
    expect(await screen.findByText(/could not be undone. too late/)).toBeInTheDocument()
  })

  test('promises an undo for ten seconds, then takes it away', () => {
    vi.useFakeTimers()
    render(<Toasts />)
    act(() => toast({ text: 'Closed', undo: () => undefined }))
    act(() => void vi.advanceTimersByTime(9_000))
    expect(screen.getByTestId('toast')).toBeInTheDocument()
    act(() => void vi.advanceTimersByTime(1_000))
    expect(screen.queryByTestId('toast')).toBeNull()
    vi.useRealTimers()
  })
})

test('a word explains itself on focus', async () => {
  render(<Term name="ring" />)
  await userEvent.tab()
  expect(await screen.findByRole('tooltip')).toHaveTextContent(GLOSSARY.ring)
})

test('a field ties its label, its control and what is wrong together', () => {
  render(
    <Field label="Reason" problem="is needed">
      <TextInput />
    </Field>,
  )
  const input = screen.getByLabelText('Reason')
  expect(input).toBeInvalid()
  expect(input).toHaveAccessibleDescription('is needed')
})

test('tabs move with the arrow keys and name their panel', async () => {
  const onChange = vi.fn()
  render(
    <Tabs
      label="Parts"
      value="b"
      options={[
        ['a', 'First'],
        ['b', 'Second'],
      ]}
      onChange={onChange}
    >
      content
    </Tabs>,
  )
  expect(screen.getByRole('tabpanel', { name: 'Second' })).toHaveTextContent('content')
  act(() => screen.getByRole('tab', { name: 'Second' }).focus())
  await userEvent.keyboard('{ArrowRight}')
  expect(onChange).toHaveBeenCalledWith('a')
})

test('a panel that fails says why and can be tried again', async () => {
  const refetch = vi.fn()
  const query = { data: undefined, error: new Error('It is away.'), refetch }
  render(
    <PanelAnswer query={query} title="The rings could not be loaded">
      {() => null}
    </PanelAnswer>,
  )
  expect(screen.getByRole('alert')).toHaveTextContent('The rings could not be loadedIt is away.')
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }))
  expect(refetch).toHaveBeenCalledOnce()
})

describe('the address', () => {
  test('holds every filter, and drops what is empty', () => {
    writeUrl({ outcome: 'decline', q: 'a b' })
    expect(location.search).toBe('?outcome=decline&q=a+b')
    writeUrl({ q: null })
    expect(location.search).toBe('?outcome=decline')
  })

  test('is kept under a name and opened again', async () => {
    useSavedViews.setState({ byScreen: {} })
    writeUrl({ min_score: '0.9' })
    render(<SavedViews screen="/rings/" />)
    await userEvent.click(screen.getByRole('button', { name: 'Views' }))
    await userEvent.type(screen.getByLabelText(/Keep the filter/), 'worst{Enter}')
    const dialog = screen.getByRole('dialog')
    await userEvent.click(within(dialog).getByRole('button', { name: /^worst/ }))
    expect(pushed).toEqual(['/rings/?min_score=0.9'])
  })
})
