// What to use instead of a library that does not run on a platform: of those that do, the one whose name shares most words.

import { editDistance } from "../../src/input/nearest.ts"

const wordsOf = (id: string): ReadonlyArray<string> => id.split(/[-_]/u)

/** The fitting library most like the wanted one, first among equals; undefined when none shares a word with it. */
export const nearestLibrary = (wanted: string, fitting: ReadonlyArray<string>): string | undefined => {
  const wantedWords = wordsOf(wanted)
  let best: string | undefined
  let most = 0
  let least = Infinity
  for (const candidate of fitting) {
    const words = wordsOf(candidate)
    const shared = wantedWords.filter((word) => words.includes(word)).length
    const distance = editDistance(wanted, candidate)
    if (shared === 0 || shared < most || (shared === most && distance >= least)) continue
    best = candidate
    most = shared
    least = distance
  }
  return best
}
