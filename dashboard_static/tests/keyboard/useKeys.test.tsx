import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useRef } from 'react'
import { expect, test } from 'vitest'
import { useKeys } from '@/lib/keyboard/useKeys'

interface ListProps {
  name: string
  isFallback?: boolean
  onKey(name: string): void
}

function List({ name, isFallback, onKey }: ListProps) {
  const box = useRef<HTMLDivElement>(null)
  useKeys({ down: () => onKey(name) }, { isFallback, within: box })
  return (
    <div ref={box} tabIndex={0}>
      {name}
    </div>
  )
}

test('of two lists the one with focus has the keys, else the one that leads', async () => {
  const asked: string[] = []
  const onKey = (name: string) => asked.push(name)
  render(
    <>
      <List name="leading" onKey={onKey} />
      <List name="beside" isFallback onKey={onKey} />
    </>,
  )

  await userEvent.keyboard('j')
  screen.getByText('beside').focus()
  await userEvent.keyboard('j')
  screen.getByText('leading').focus()
  await userEvent.keyboard('j')

  expect(asked).toEqual(['leading', 'beside', 'leading'])
})
