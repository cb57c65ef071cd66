// Where a number comes from, in one line that a person can follow.

import { costData } from "./costData.ts"

/** "mupq/pqm4 benchmarks.csv at cc2c1b992b (V)" for a key of `sources`. */
export const citation = (key: string): string => {
  const source = costData.sources[key]
  if (source === undefined) return `${key}: no such source`
  const { commit, path, repo, status, title, url } = source
  const named = [title, repo, url, path].filter((part) => part !== undefined)
  const place = named.length > 0 ? named.join(", ") : (source.note ?? key)
  return `${place}${commit === undefined ? "" : ` at ${commit.slice(0, 10)}`}${status === undefined ? "" : ` (${status})`}`
}
