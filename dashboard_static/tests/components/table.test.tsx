import { act, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import type { Column } from '@/components/table/DataTable'
import { DataTable } from '@/components/table/DataTable'
import { ExportButton } from '@/components/table/ExportButton'

const pushed: string[] = []
vi.mock('next/navigation', () => ({
  useRouter: () => ({ push: (path: string) => pushed.push(path) }),
}))

beforeEach(() => {
  pushed.length = 0
})

interface Fruit {
  id: string
  weight: number
}

const COLUMNS: readonly Column<Fruit>[] = [
  { name: 'Fruit', width: '1fr', cell: ({ id }) => id, value: ({ id }) => id },
  {
    name: 'Weight',
    width: '80px',
    align: 'right',
    cell: ({ weight }) => `${weight} g`,
    value: ({ weight }) => weight,
  },
]
const FRUITS: readonly Fruit[] = [
  { id: 'pear', weight: 180 },
  { id: 'fig', weight: 50 },
  { id: 'melon', weight: 2_000 },
]
const keyOf = ({ id }: Fruit) => id
const hrefOf = ({ id }: Fruit) => `/fruit/?id=${id}`
const names = () => screen.getAllByTestId('row').map((row) => row.dataset.key)

function textOf(blob: Blob = new Blob()): Promise<unknown> {
  const reader = new FileReader()
  reader.readAsText(blob)
  return new Promise((resolve) => {
    reader.onload = () => resolve(reader.result)
  })
}

describe('a table', () => {
  const table = (change = {}) => (
    <DataTable
      label="Fruits"
      rows={FRUITS}
      columns={COLUMNS}
      rowKey={keyOf}
      href={hrefOf}
      {...change}
    />
  )

  test('is walked by j and k, opened by Enter, and keeps its place as rows move', async () => {
    const { rerender } = render(table())
    await userEvent.keyboard('jj')
    expect(screen.getByText('fig')).toHaveFocus()
    rerender(table({ rows: [{ id: 'lime', weight: 60 }, ...FRUITS] }))
    await userEvent.keyboard('j')
    expect(screen.getByText('melon')).toHaveFocus()
    await userEvent.keyboard('k')
    act(() => (document.activeElement as HTMLElement).blur())
    await userEvent.keyboard('{Enter}')
    expect(pushed).toEqual(['/fruit/?id=fig'])
  })

  test('sorts by a column, the largest first, and returns to the order it came in', async () => {
    render(table({ isSortable: true }))
    const head = screen.getByRole('button', { name: 'Weight' })
    await userEvent.click(head)
    expect(names()).toEqual(['melon', 'pear', 'fig'])
    await userEvent.click(head)
    expect(names()).toEqual(['fig', 'pear', 'melon'])
    await userEvent.click(head)
    expect(names()).toEqual(['pear', 'fig', 'melon'])
  })

  test('selects the row it stands on with x', async () => {
    const toggle = vi.fn()
    render(table({ selection: { keys: new Set(['pear']), toggle } }))
    expect(screen.getByRole('checkbox', { name: 'Select pear' })).toBeChecked()
    await userEvent.keyboard('jjx')
    expect(toggle).toHaveBeenCalledWith('fig')
  })

  test('keeps 100,000 rows out of the document but for those in sight', () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => ({ id: `f${index}`, weight: index }))
    render(table({ rows }))
    expect(screen.getByRole('table')).toHaveAttribute('aria-rowcount', '100001')
    expect(screen.getAllByTestId('row').length).toBeLessThan(60)
  })

  test('asks for the next page when its end comes into sight', () => {
    const onEnd = vi.fn()
    render(table({ onEnd }))
    expect(onEnd).toHaveBeenCalled()
  })

  test('exports every column with a value, and no formula', async () => {
    let saved: Blob | undefined
    vi.stubGlobal('URL', {
      createObjectURL: (blob: Blob) => ((saved = blob), 'blob:x'),
      revokeObjectURL: () => undefined,
    })
    const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockReturnValue()
    render(<ExportButton name="fruit" rows={[{ id: '=1+1', weight: 5 }]} columns={COLUMNS} />)
    await userEvent.click(screen.getByRole('button', { name: 'CSV' }))
    vi.unstubAllGlobals()
    expect(click).toHaveBeenCalledOnce()
    expect(await textOf(saved)).toBe("Fruit,Weight\r\n'=1+1,5\r\n")
  })
})
