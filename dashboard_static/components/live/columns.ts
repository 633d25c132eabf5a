/** One grid for the head and every row, so that they cannot drift apart. */
export const ROW_GRID =
  'grid grid-cols-[58px_60px_76px_minmax(0,1.9fr)_minmax(0,0.9fr)_minmax(0,1.1fr)_84px] items-center gap-3 px-3.5'

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
