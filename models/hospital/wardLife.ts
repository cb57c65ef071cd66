// What happens in a hospital without any attacker: pumps alarm as published, patients press their button, physicians order,
// nurses go round. Every draw has a stream of its own, so an attack shifts none of them.

import { randomExponential, randomLogNormal } from "d3-random"
import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../src/engine/RandomStreams.ts"
import { parameter, parameterField } from "../data/parameters.ts"
import { Command, type InfusionPump } from "../devices/InfusionPump.ts"

export interface AlarmDraw {
  readonly cause: string
  readonly responseSeconds: number
  readonly handlingSeconds: number
  readonly isHeard: boolean
}

export interface WardLifeActions {
  readonly pumpAlarms: (patient: number, draw: AlarmDraw) => void
  readonly presses: (patient: number) => void
  readonly orders: (patient: number, command: number, value: number) => void
  readonly visits: (patient: number) => void
}

export interface WardLifeOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly pumpAlarmsPerSecond: number
  readonly hearingProbability: (pump: InfusionPump) => number
  readonly actions: WardLifeActions
}

const ALARM_MIX = ["keep_vein_open", "hold_expired", "downstream_occlusion", "other"] as const

const RESPONSE = {
  mu: parameterField("alarm.pump.duration.dist", "mu"),
  sigma: parameterField("alarm.pump.duration.dist", "sigma")
}
const HANDLING = {
  mu: Math.log(parameterField("alarm.handling_time", "median_s")),
  sigma: parameterField("alarm.handling_time", "sigma")
}

/** Time between the end of one wait and the next event, from a rate; Infinity for rate 0. */
const waiting = (stream: RandomStream, perSecond: number): (() => number) =>
  perSecond > 0 ? randomExponential.source(stream)(perSecond) : () => Infinity

const drawCause = (stream: RandomStream): string => {
  let left = stream()
  for (const cause of ALARM_MIX) {
    left -= parameter(`alarm.pump.mix.${cause}`)
    if (left < 0) return cause
  }
  return "other"
}

const alarmDraw = (streams: RandomStreams, pump: InfusionPump, hearing: number): (() => AlarmDraw) => {
  const stream = streams.stream("pump-alarm-details", pump.index)
  const response = randomLogNormal.source(stream)(RESPONSE.mu, RESPONSE.sigma)
  const handling = randomLogNormal.source(stream)(HANDLING.mu, HANDLING.sigma)
  return () => ({
    cause: drawCause(stream),
    responseSeconds: response(),
    handlingSeconds: handling(),
    isHeard: stream() < hearing
  })
}

const ordersPerSecond = (pump: InfusionPump): number =>
  parameter(pump.order.mode === "continuous" ? "orders.titration-rate" : "orders.clinician-bolus-rate") / 3600

/** Wait until a pump's next routine visit: a random phase first, then the interval. */
const visitWait = (streams: RandomStreams, pump: InfusionPump): (() => number) => {
  const interval = parameter(
    pump.order.mode === "continuous" ? "staff.check-interval.vasopressor" : "staff.check-interval.opioid"
  )
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
    if (wait !== Infinity) kernel.schedule(wait, kind, patient)
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

  const alarmDetails = perPump((pump) => alarmDraw(streams, pump, options.hearingProbability(pump)))
  recurring(
    kernel,
    "pump alarms",
    perPump(({ index }) => waiting(streams.stream("pump-alarms", index), options.pumpAlarmsPerSecond)),
    (patient) => actions.pumpAlarms(patient, (alarmDetails.get(patient) as () => AlarmDraw)())
  )

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
    rate: order.dosePerMinute,
    mode: order.mode,
    stream: streams.stream("orders", index)
  }))
  recurring(
    kernel,
    "physician orders",
    perPump((pump) => waiting(streams.stream("order-times", pump.index), ordersPerSecond(pump))),
    (patient) => {
      const { mode, rate, stream } = ordering.get(patient) as {
        mode: string
        rate: number
        stream: RandomStream
      }
      if (mode === "patient-controlled") {
        return actions.orders(patient, Command.bolus, parameter("orders.clinician-bolus-dose"))
      }
      const step = parameter("orders.titration-step") * (2 * stream() - 1)
      return actions.orders(patient, Command.setRate, rate * (1 + step))
    }
  )

  recurring(
    kernel,
    "routine visit is due",
    perPump((pump) => visitWait(streams, pump)),
    actions.visits
  )
}
