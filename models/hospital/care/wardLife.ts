// What happens in a hospital without any attacker: patients press their button, physicians order, nurses go round. What befalls
// the pumps is in pumpMishaps.ts and PumpConditions.ts. Every draw has a stream of its own, so an attack shifts none of them.

import { randomExponential } from "d3-random"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import drugs from "../../data/drugs.json" with { type: "json" }
import { parameter } from "../../data/parameters.ts"
import { Command, type InfusionPump } from "../../devices/InfusionPump.ts"
import { lazyStreams } from "../lazyStreams.ts"
import { careOf } from "../../patients/drugCare.ts"
import { titrationProtocols } from "./titration.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

export interface WardLifeActions {
  readonly presses: (patient: number) => void
  readonly orders: (patient: number, command: number, value: number) => void
  readonly visits: (patient: number) => void
}

export interface WardLifeOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly actions: WardLifeActions
}

/** A clinician's bolus as a multiple of the patient's demand dose: what it is for morphine. */
const CLINICIAN_DEMANDS =
  parameter("orders.clinician-bolus-dose") / drugs.drugs.morphine.dosing.typical_demand.value

/** Time between the end of one wait and the next event, from a rate; Infinity for rate 0. */
const waiting = (stream: RandomStream, perSecond: number): (() => number) =>
  perSecond > 0 ? randomExponential.source(stream)(perSecond) : () => Infinity

/** Who wears an insulin pump sets it himself; some drugs are adjusted by laboratory results (titration.ts). */
const ordersPerSecond = (pump: InfusionPump): number => {
  if (pump.body.drug === "insulin_sc" || titrationProtocols.has(pump.body.drug)) return 0
  return (
    parameter(pump.order.mode === "continuous" ? "orders.titration-rate" : "orders.clinician-bolus-rate") /
    3600
  )
}

/** Wait until a pump's next routine visit: a random phase first, then the interval. */
const visitWait = (streams: RandomStreams, pump: InfusionPump): (() => number) => {
  const { isIntensive, isOnDemand } = careOf(pump.body.drug)
  const elsewhere = isOnDemand ? "opioid" : "ward"
  const interval = parameter(`staff.check-interval.${isIntensive ? "intensive" : elsewhere}`)
  let share = streams.stream("visits", pump.index)()
  return () => {
    const wait = share * interval
    share = 1
    return wait
  }
}

/** Registers one kind of event that comes back to each pump after its own wait [s]; Infinity ends it. */
const recurring = (
  kernel: Kernel,
  name: string,
  waits: ReadonlyMap<number, () => number>,
  happens: (patient: number) => void
): void => {
  const next = (patient: number) => {
    const wait = waits.get(patient)?.() ?? Infinity
    scheduleInRun(kernel, wait, kind, patient)
  }
  const kind: EventKind = kernel.kind(name, (patient) => {
    next(patient)
    happens(patient)
  })
  for (const patient of waits.keys()) next(patient)
}

/** Starts the daily life of the wards. */
export const startWardLife = (options: WardLifeOptions): void => {
  const { kernel, streams, pumps, actions } = options
  const perPump = <A>(make: (pump: InfusionPump) => A) =>
    new Map(pumps.map((pump) => [pump.index, make(pump)]))

  const pressesPerSecond = 1 / parameter("patient.press-interval")
  recurring(
    kernel,
    "patient may press",
    perPump(({ index, order }) =>
      waiting(streams.stream("presses", index), order.mode === "patient-controlled" ? pressesPerSecond : 0)
    ),
    actions.presses
  )

  const ordering = perPump(({ index, order }) => ({
    demandDose: order.demandDose,
    rate: order.dosePerMinute,
    mode: order.mode,
    stream: streams.stream("orders", index)
  }))
  recurring(
    kernel,
    "physician orders",
    perPump((pump) => waiting(streams.stream("order-times", pump.index), ordersPerSecond(pump))),
    (patient) => {
      const { demandDose, mode, rate, stream } = ordering.get(patient) as {
        demandDose: number
        mode: string
        rate: number
        stream: RandomStream
      }
      if (mode === "patient-controlled") {
        return actions.orders(patient, Command.bolus, demandDose * CLINICIAN_DEMANDS)
      }
      const step = parameter("orders.titration-step") * (2 * stream() - 1)
      return actions.orders(patient, Command.setRate, rate * (1 + step))
    }
  )

  const demandLuck = lazyStreams(streams, "demand-orders")
  const demandChanges = parameter("orders.demand-change-rate") / 3600
  recurring(
    kernel,
    "physician changes demand dose",
    perPump(({ index, order }) =>
      waiting(streams.stream("demand-order-times", index), order.demandDose > 0 ? demandChanges : 0)
    ),
    (patient) => {
      const { demandDose } = ordering.get(patient) as { demandDose: number }
      const step = parameter("orders.demand-change-step") * (2 * demandLuck(patient)() - 1)
      return actions.orders(patient, Command.setDemandDose, demandDose * (1 + step))
    }
  )

  recurring(
    kernel,
    "routine visit is due",
    perPump((pump) => visitWait(streams, pump)),
    actions.visits
  )
}
