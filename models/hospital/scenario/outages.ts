// Scenario section `outages`: machines that fail for a while, whoever or whatever brought them down.

import { Schema } from "effect"
import { count, quantity } from "../../../src/input/Quantity.ts"
import { type MachineKind, machineKinds } from "../transport/Machines.ts"

const Outage = Schema.Struct({
  what: Schema.Literals(machineKinds).annotate({
    description:
      "Machine that fails: a ward's gateway, the pump server, the EHR, an access point or hub of a radio, or the wires between a gateway and the pump server"
  }),
  which: Schema.optionalKey(
    count({ description: "Number of the machine among those of its kind, from 0; left out: all of them" })
  ),
  share: Schema.optionalKey(
    quantity("fraction", {
      description:
        "Share of the machines of this kind that fails, drawn at random, instead of one by its number",
      maximum: "100 %"
    })
  ),
  start: quantity("duration", { description: "Start of the outage, from the start of the run" }),
  duration: quantity("duration", { description: "Time until the machine works again" })
})

export type Outage = typeof Outage.Type

export const Outages = Schema.Array(Outage)

/** Which machines an outage is about, for a reader. */
export const outageName = ({ share, what, which }: Pick<Outage, "share" | "what" | "which">): string => {
  if (which !== undefined) return `${what} ${which}`
  return share === undefined ? what : `${Math.round(share * 100)} % of ${what}`
}

/** Those that bring a machine down at all. */
export const effectiveOutages = (outages: ReadonlyArray<Outage>): ReadonlyArray<Outage> =>
  outages.filter(({ duration, share }) => duration > 0 && (share ?? 1) > 0)

/** What machines there are to fail. */
type MachineCount = (kind: MachineKind) => number

const last = (name: string, machines: number): string =>
  machines === 1 ? `there is one ${name}, 0` : `there are ${machines}, from 0 to ${machines - 1}`

/** Two outages that are sure to hit the same machine at the same time. */
const collide = (one: Outage, other: Outage): boolean => {
  const isSame =
    one.what === other.what &&
    (one.which === undefined || other.which === undefined || one.which === other.which) &&
    (one.share ?? 1) === 1 &&
    (other.share ?? 1) === 1
  return isSame && one.start < other.start + other.duration && other.start < one.start + one.duration
}

/** What is wrong with the outages of a hospital, with the place in the scenario. */
export const outageProblems = (
  outages: ReadonlyArray<Outage>,
  machines: MachineCount
): ReadonlyArray<Schema.FilterIssue> =>
  outages.flatMap((outage, index): ReadonlyArray<Schema.FilterIssue> => {
    const { share, what, which } = outage
    const all = machines(what)
    if (which !== undefined && share !== undefined) {
      return [{ path: ["outages", index, "share"], issue: `stands beside "which": keep one of them` }]
    }
    if (which !== undefined && which >= all) {
      return [
        { path: ["outages", index, "which"], issue: `no ${what} has the number ${which}: ${last(what, all)}` }
      ]
    }
    const earlier = outages.findIndex((other, place) => place < index && collide(other, outage))
    if (earlier < 0) return []
    const before = outages[earlier] as Outage
    return [
      {
        path: ["outages", index, "start"],
        issue: `the ${what} is down already, from ${before.start} s to ${before.start + before.duration} s by outages[${earlier}]: let one begin when the other is over`
      }
    ]
  })
