// What befalls pumps at random while they infuse: a nurse forgets a pump on hold, a line closes, air, an open door, a fault.
// How often is published (Vitoux 2018); what comes of it, and when the alarm sounds, is the pump's physics.

import { randomExponential } from "d3-random"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStream, type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter, parameterField } from "../../data/parameters.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { alarmDraws } from "./alarmDraws.ts"
import { lazily } from "../lazyStreams.ts"
import { type PumpConditions } from "./PumpConditions.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

const SECONDS_PER_YEAR = 365.25 * 86_400
const FAULTS_PER_SECOND = parameter("pump.failure.rate") / SECONDS_PER_YEAR

const AIR_SHARE = parameterField("alarm.pump.picu.mix", "air_in_line")
const OTHER_SHARE = parameter("alarm.pump.mix.other") - AIR_SHARE
const DOOR_SHARE = parameter("pump.alarm.door-share")

/** How often each befalls a pump, over all published alarms; that an infusion completes is physics and not in the list. */
const mishaps: ReadonlyArray<readonly [cause: string, share: number]> = [
  ["hold_expired", parameter("alarm.pump.mix.hold_expired") * parameter("pump.hold.per-alarm")],
  [
    "downstream_occlusion",
    parameter("alarm.pump.mix.downstream_occlusion") * parameter("pump.occlusion.per-alarm")
  ],
  ["air_in_line", AIR_SHARE],
  ["door_open", OTHER_SHARE * DOOR_SHARE],
  ["upstream_occlusion", OTHER_SHARE * (1 - DOOR_SHARE)]
]

const ALL_SHARES = mishaps.reduce((sum, [, share]) => sum + share, 0)

const drawCause = (stream: RandomStream): string => {
  let left = stream() * ALL_SHARES
  for (const [cause, share] of mishaps) {
    left -= share
    if (left < 0) return cause
  }
  return "upstream_occlusion"
}

export interface PumpMishapsOptions {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly conditions: PumpConditions
  /** Alarms of one infusing pump of all causes, completed infusions included. */
  readonly alarmsPerSecond: number
  readonly hearingProbability: (pump: InfusionPump) => number
}

export const startPumpMishaps = (options: PumpMishapsOptions): void => {
  const { alarmsPerSecond, conditions, kernel, pumps, streams } = options
  const perSecond = alarmsPerSecond * ALL_SHARES
  if (perSecond <= 0) return
  const lives = pumps.map((pump) => {
    const stream = streams.stream("pump-alarm-details", pump.index)
    return {
      stream,
      draw: alarmDraws(stream, options.hearingProbability(pump)),
      wait: randomExponential.source(streams.stream("pump-alarms", pump.index))(perSecond)
    }
  })
  const later = (wait: number, kind: EventKind, patient: number): void => {
    scheduleInRun(kernel, wait, kind, patient)
  }
  const befalls = kernel.kind("mishap at a pump", (patient) => {
    const life = lives[patient] as (typeof lives)[number]
    later(life.wait(), befalls, patient)
    // Drawn before anything is asked: a pump that is already stopped would otherwise shift the luck of later mishaps.
    const cause = drawCause(life.stream)
    const draw = life.draw()
    const luck = life.stream()
    if (!(pumps[patient] as InfusionPump).isDelivering) return
    if (cause === "hold_expired") conditions.hold(patient, draw)
    else if (cause === "downstream_occlusion") conditions.closeLine(patient, draw, luck)
    else conditions.sound(patient, cause, draw)
  })
  const faultWait = (purpose: string, patient: number): (() => number) =>
    randomExponential.source(streams.stream(purpose, patient))(FAULTS_PER_SECOND)
  const faults = lazily((patient) => ({
    wait: faultWait("later-pump-faults", patient),
    draw: alarmDraws(
      streams.stream("pump-fault-details", patient),
      options.hearingProbability(pumps[patient] as InfusionPump)
    )
  }))
  const fails = kernel.kind("pump fails", (patient) => {
    later(faults(patient).wait(), fails, patient)
    conditions.sound(patient, "hardware_fault", faults(patient).draw())
  })
  for (const { index } of pumps) {
    const life = lives[index] as (typeof lives)[number]
    later(life.wait(), befalls, index)
    later(faultWait("pump-faults", index)(), fails, index)
  }
}
