// The processors of pumps as the scenario has them, and what a reset by the watchdog brings about: what was in the processor is
// lost, so is the session, and a pump whose therapy shares the processor stops in a safe state and alarms.

import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { type RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { parameter } from "../../data/parameters.ts"
import { type ControlLoopOptions } from "../../devices/ControlLoop.ts"
import { JobClass } from "../../devices/JobLine.ts"
import { DeviceProcessor } from "../../devices/DeviceProcessor.ts"
import { type InfusionPump } from "../../devices/InfusionPump.ts"
import { alarmDraws } from "../pumps/alarmDraws.ts"
import { type PumpCosts } from "./deviceCosts.ts"
import { type PumpConditions } from "../pumps/PumpConditions.ts"
import { type Scenario } from "../Scenario.ts"
import { type Sessions } from "../sessions/Sessions.ts"
import { FrameFate } from "../../devices/FrameLedger.ts"
import { type Telemetry } from "./Telemetry.ts"

export interface PumpProcessors {
  readonly pumpProcessors: ReadonlyArray<DeviceProcessor>
  /** What a look of a watchdog does; the hospital sets it. */
  readonly watchdog: { looks: (pump: number) => void }
  /** Hands over a pump's job that was expected (`DeviceProcessor.expect`); the hospital sets it. */
  readonly expected: { handOver: (pump: number) => void }
}

export const buildPumpProcessors = (
  kernel: Kernel,
  streams: RandomStreams,
  scenario: Scenario,
  places: { readonly pumpClass: Uint8Array; readonly pumpCosts: ReadonlyArray<PumpCosts> }
): PumpProcessors => {
  const { controlLoopPeriod, coupling, cores, scheduling, watchdog: watchdogSeconds } = scenario.processors
  const watchdog = { looks: (_pump: number): void => {} }
  const expected = { handOver: (_pump: number): void => {} }
  const handOverExpected = (pump: number): void => expected.handOver(pump)
  const watchdogLooks: EventKind = kernel.kind("watchdog looks at pump", (pump) => watchdog.looks(pump))
  const queueJobs = parameter("device.pump.queue")
  const loopOf = (pump: number): ControlLoopOptions | null => {
    if (coupling === "separate") return null
    const { controlLoopSeconds } = places.pumpCosts[places.pumpClass[pump] as number] as PumpCosts
    // Each pump was switched on at a time of its own.
    const phaseSeconds = streams.stream("control-loop-phase", pump)() * controlLoopPeriod
    return { periodSeconds: controlLoopPeriod, workSeconds: controlLoopSeconds, phaseSeconds }
  }
  const pumpProcessors = Array.from(
    places.pumpClass,
    (_, pump) =>
      new DeviceProcessor(kernel, {
        cores,
        isPreemptive: scheduling === "preemptive",
        controlLoop: loopOf(pump),
        queueJobs,
        watchdogSeconds,
        watchdogLooks,
        entity: pump,
        handOverExpected,
        makeStream: () => streams.stream("processor/pump", pump)
      })
  )
  return { pumpProcessors, watchdog, expected }
}

export interface WatchedHospital {
  readonly kernel: Kernel
  readonly streams: RandomStreams
  readonly scenario: Scenario
  readonly pumps: ReadonlyArray<InfusionPump>
  readonly infrastructure: PumpProcessors
  readonly telemetry: Telemetry
  readonly sessions: Sessions
  readonly conditions: PumpConditions
}

/** Lets the watchdogs of a hospital's pumps act. */
export const startWatchdogs = (hospital: WatchedHospital): void => {
  const { conditions, infrastructure, kernel, pumps, scenario, sessions, streams, telemetry } = hospital
  const { coupling, reboot } = scenario.processors
  const { hearsBedsideAlarm, hearsWearableAlarm } = scenario.staff
  infrastructure.watchdog.looks = (index) => {
    const pump = pumps[index] as InfusionPump
    const processor = infrastructure.pumpProcessors[index] as DeviceProcessor
    if (!processor.isHung) return
    const lost: Array<readonly [kind: EventKind, jobClass: number, b: number]> = []
    processor.reset(reboot, (kind, jobClass, b) => lost.push([kind, jobClass, b]))
    sessions.lose(index)
    for (const [kind, jobClass, b] of lost) {
      // A computation whose session is lost comes to nothing; its owner only counts it as over.
      if (jobClass === JobClass.crypto) kernel.call(kind, index, b)
      else telemetry.end(b, FrameFate.dropped)
    }
    sessions.connectAfter(index, reboot)
    if (coupling === "separate") return
    const draw = alarmDraws(
      streams.stream(`watchdog-alarm-details/${processor.resets}`, index),
      pump.isWearable ? hearsWearableAlarm : hearsBedsideAlarm
    )
    conditions.sound(index, "watchdog_reset", draw())
  }
}
