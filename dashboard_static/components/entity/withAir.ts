const AIR_S = 60

/** No point on the edge, and a single one in the middle of its minutes. */
export function withAir(
  chart: { readonly data: readonly ArrayLike<unknown>[] },
  from: number,
  to: number,
): [number, number] {
  // Of a single point the library makes a span of years.
  const end = (chart.data[0]?.length ?? 0) > 1 ? to : from
  const air = Math.max(AIR_S, (end - from) * 0.03)
  return [from - air, end + air]
}
