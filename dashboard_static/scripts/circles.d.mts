/** Each circle once, as the names of its modules in the order in which they import one another. */
export function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][]
