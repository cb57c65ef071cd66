// "Did you mean": the nearest of a few names by edit distance with transpositions (optimal string alignment).

/** Insertions, deletions, replacements and swaps of neighbours that turn one text into the other. */
export const editDistance = (from: string, to: string): number => {
  let beforePrevious: Array<number> = []
  let previous = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[row - 1] === to[column - 1]
      let distance = Math.min(
        (previous[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (previous[column - 1] as number) + (isSame ? 0 : 1)
      )
      const isSwap =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      if (isSwap) distance = Math.min(distance, (beforePrevious[column - 2] as number) + 1)
      current.push(distance)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[to.length] as number
}

const normalize = (text: string): string => text.toLowerCase().replaceAll(/[-_ ]/gu, "")

/** The candidate most like `name` (first among equals), or undefined when none is like it. */
export const nearest = (name: string, candidates: ReadonlyArray<string>): string | undefined => {
  const text = normalize(name)
  let best: string | undefined
  let least = Math.max(1, Math.floor(Math.max(text.length, 3) * 0.4)) + 1
  for (const candidate of candidates) {
    const other = normalize(candidate)
    const distance = Math.min(
      editDistance(text, other),
      text.length >= 3 && (other.startsWith(text) || text.startsWith(other)) ? 1 : Infinity
    )
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}
