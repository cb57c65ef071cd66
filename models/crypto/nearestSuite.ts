// What to use instead of a suite that a platform cannot run: of those that it can, the one most alike in what it protects.

import { editDistance } from "../../src/input/nearest.ts"
import { compareSuites, type ReportOptions } from "./handshakeReport.ts"
import { type Suite } from "./Suite.ts"
import { suites } from "./suites/all.ts"

const traits = (suite: Suite): ReadonlyArray<boolean> => [
  suite.authenticatesMessages,
  suite.rejectsReplay,
  suite.encrypts,
  suite.authenticatesClient,
  suite.authenticatesServer,
  suite.hasForwardSecrecy,
  suite.isPostQuantum,
  suite.usesCertificates,
  suite.handshake !== null
]

/** The running suite that shares most traits, then most of the name; undefined when none runs. */
export const nearestRunningSuite = (wanted: Suite, options: ReportOptions): string | undefined => {
  const { suiteOptions: _, ...rest } = options
  const running = new Set(
    compareSuites(
      suites.map((suite) => suite.id),
      rest
    )
      .filter((report) => !("refused" in report))
      .map((report) => report.suite)
  )
  const wantedTraits = traits(wanted)
  let best: { readonly id: string; readonly differences: number; readonly distance: number } | undefined
  for (const suite of suites) {
    // No protection at all is never an answer.
    if (!running.has(suite.id) || suite.id === wanted.id || !suite.authenticatesMessages) continue
    const differences = traits(suite).filter((trait, index) => trait !== wantedTraits[index]).length
    const distance = editDistance(suite.id, wanted.id)
    const isNearer =
      best === undefined ||
      differences < best.differences ||
      (differences === best.differences && distance < best.distance)
    if (isNearer) best = { id: suite.id, differences, distance }
  }
  return best?.id
}
