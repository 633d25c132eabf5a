/** One grid for the head and every row, so that they cannot drift apart. */
export const ROW_GRID =
  'grid grid-cols-[58px_58px_74px_minmax(0,2.1fr)_92px_minmax(0,1fr)_78px] items-center gap-2.5 px-3.5'

export const COLUMNS = [
  { name: 'Raised', className: '' },
  { name: 'Risk', className: '' },
  { name: 'Outcome', className: '' },
  { name: 'Headline reason', className: '' },
  { name: 'User', className: '' },
  { name: 'Merchant', className: '' },
  { name: 'Amount', className: 'text-right' },
] as const

export const ROW_HEIGHT = 32
