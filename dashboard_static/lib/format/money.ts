const formats = new Map<string, { format: Intl.NumberFormat; minorPerMajor: number }>()

/** Integer minor units as a person writes them: 1250 USD is $12.50, 1250 JPY is ¥1,250. */
export function money(amountMinor: number, currency: string): string {
  const { format, minorPerMajor } = moneyFormat(currency)
  return format.format(amountMinor / minorPerMajor)
}

/** Without minor units, where sizes are compared: $330,493, or $1.2M from a million on. */
export function roughMoney(amountMinor: number, currency: string): string {
  const major = amountMinor / moneyFormat(currency).minorPerMajor
  return (major >= 1e6 ? compact : rough)(currency).format(major)
}

const rough = kept({ maximumFractionDigits: 0 })
const compact = kept({ notation: 'compact', maximumFractionDigits: 1 })

function kept(options: Intl.NumberFormatOptions) {
  const known = new Map<string, Intl.NumberFormat>()
  return (currency: string): Intl.NumberFormat => {
    const found =
      known.get(currency) ??
      new Intl.NumberFormat('en-US', { style: 'currency', currency, ...options })
    known.set(currency, found)
    return found
  }
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
