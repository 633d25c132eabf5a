const formats = new Map<string, { format: Intl.NumberFormat; minorPerMajor: number }>()

/** Integer minor units as a person writes them: 1250 USD is $12.50, 1250 JPY is ¥1,250. */
export function money(amountMinor: number, currency: string): string {
  const { format, minorPerMajor } = moneyFormat(currency)
  return format.format(amountMinor / minorPerMajor)
}

/** The number alone, in major units and as a file takes it: 1250 USD is 12.50, 1250 JPY is 1250. */
export function amountText(amountMinor: number, currency: string): string {
  const { minorPerMajor } = moneyFormat(currency)
  return (amountMinor / minorPerMajor).toFixed(Math.round(Math.log10(minorPerMajor)))
}

function moneyFormat(currency: string) {
  const known = formats.get(currency)
  if (known) return known
  const format = new Intl.NumberFormat('en-US', { style: 'currency', currency })
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2
  const made = { format, minorPerMajor: 10 ** digits }
  formats.set(currency, made)
  return made
}
