// What the time of a handshake is made of: its calls, grouped by primitive, each with its share and its own source.

import { type Status } from "./Cost.ts"
import { type CostModel } from "./CostModel.ts"
import { type Work } from "./Suite.ts"

export interface Step {
  /** "ECDSA-P256/sign". */
  readonly primitive: string
  readonly calls: number
  /** Of all calls together. */
  readonly bytes: number
  readonly milliseconds: number
  readonly status: Status
  readonly isWeak: boolean
  /** Key of `sources` in models/data/crypto-costs.json. */
  readonly source: string
}

/** The calls in the order of their first use, those of one primitive together. Throws `CostError` as the model does. */
export const stepsOf = (works: ReadonlyArray<Work>, model: CostModel): ReadonlyArray<Step> => {
  const steps = new Map<string, Step>()
  for (const work of works) {
    const primitive = `${work.primitive}/${work.operation}`
    const cost = model.primitive(work.primitive, work.operation, work.bytes)
    const before = steps.get(primitive)
    steps.set(primitive, {
      primitive,
      calls: (before?.calls ?? 0) + work.count,
      bytes: (before?.bytes ?? 0) + work.count * work.bytes,
      milliseconds: (before?.milliseconds ?? 0) + work.count * cost.seconds * 1e3,
      status: cost.status,
      isWeak: cost.isWeak,
      // A cell has one source for its cycles; that of the current follows it.
      source: cost.sources[0] ?? "derived"
    })
  }
  return [...steps.values()]
}
