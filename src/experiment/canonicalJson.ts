// One text for equal data, whatever the order of its keys: what tells two scenarios apart or finds that they are twins.

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).toSorted(([x], [y]) => (x < y ? -1 : 1))
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child)]))
}

/** JSON with the keys of every map in code-unit order. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value))
