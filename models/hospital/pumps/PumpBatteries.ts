// The batteries of wearable pumps: a warning some time before one is empty, then an alarm and a pump that is off, until a nurse
// who comes for whatever reason puts a full one in. A battery is looked at when half of the time is over that it would last at
// the present power: a few looks in all, however long the run.

import { type EventKind } from "../../../src/engine/Kernel.ts"
import { type RandomStream } from "../../../src/engine/RandomStreams.ts"
import { costData } from "../../crypto/costData.ts"
import { JobClass } from "../../devices/JobLine.ts"
import { Battery } from "../../devices/Battery.ts"
import { alarmDraws } from "./alarmDraws.ts"
import { type Hospital } from "../Hospital.ts"
import { energyOf, sumOf } from "./pumpEnergy.ts"
import { FrameFate } from "../../devices/FrameLedger.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

/** The first look, when nobody knows what the pump spends [s]; and the least time between two [s]. */
const FIRST_LOOK_SECONDS = 600
const LEAST_SECONDS = 1

type Powered = Pick<
  Hospital,
  | "kernel"
  | "streams"
  | "scenario"
  | "pumps"
  | "infrastructure"
  | "floods"
  | "telemetry"
  | "sessions"
  | "conditions"
>

interface Supply {
  readonly battery: Battery
  readonly luck: RandomStream
  isWarned: boolean
  /** Energy that the accounts booked while the pump was off, and since when it is [J]; NaN: it is on. */
  offJoules: number
  offSince: number
  /** At the last look. */
  lookedAt: number
  spentJoules: number
}

export class PumpBatteries {
  /** Warnings, batteries that ran empty, and batteries exchanged. */
  warnings = 0
  emptied = 0
  exchanged = 0

  readonly #hospital: Powered
  readonly #supplies = new Map<number, Supply>()
  readonly #looks: EventKind

  constructor(hospital: Powered) {
    this.#hospital = hospital
    const { infrastructure, kernel, pumps, scenario, streams } = hospital
    const row = costData.batteries.find(({ id }) => id === scenario.battery.kind)
    if (row === undefined) throw new Error(`crypto-costs.json has no battery "${scenario.battery.kind}"`)
    this.#looks = kernel.kind("battery is looked at", (pump) => this.#look(pump))
    for (const { index, isWearable } of pumps) {
      if (!isWearable) continue
      this.#supplies.set(index, {
        battery: new Battery(row.energy_J, row.energy_J * scenario.battery.charge),
        luck: streams.stream("battery-alarm-details", index),
        isWarned: false,
        offJoules: 0,
        offSince: NaN,
        lookedAt: 0,
        spentJoules: 0
      })
      const floor = infrastructure.pumpCosts[infrastructure.pumpClass[index] as number]?.sleepWatts ?? 0
      // Whatever the radio takes comes on top, so an almost empty battery is looked at in time.
      const atLeast = (row.energy_J * scenario.battery.charge) / (1 + floor)
      kernel.schedule(Math.min(FIRST_LOOK_SECONDS, atLeast), this.#looks, index)
    }
  }

  /** Energy that a pump has spent while it was on [J]; NaN for one without a battery. */
  spentJoules(pump: number): number {
    const supply = this.#supplies.get(pump)
    if (supply === undefined) return NaN
    const booked = this.#booked(pump)
    return (Number.isNaN(supply.offSince) ? booked : supply.offSince) - supply.offJoules
  }

  /** Energy left in a pump's battery [J]; NaN for one without. */
  remainingJoules(pump: number): number {
    return this.#supplies.get(pump)?.battery.remainingJoules(this.spentJoules(pump)) ?? NaN
  }

  /** When a pump's battery will be empty at the mean power since the last look [s]; Infinity without a battery. */
  emptyAtSeconds(pump: number): number {
    const supply = this.#supplies.get(pump)
    if (supply === undefined) return Infinity
    return (
      this.#hospital.kernel.now +
      supply.battery.secondsLeft(this.spentJoules(pump), this.#watts(pump, supply))
    )
  }

  /** A nurse at the bedside exchanges a battery that has warned. */
  nurseArrives(pump: number): void {
    const supply = this.#supplies.get(pump)
    if (supply === undefined || !supply.isWarned) return
    const { infrastructure, kernel, sessions } = this.#hospital
    if (!Number.isNaN(supply.offSince)) {
      supply.offJoules += this.#booked(pump) - supply.offSince
      supply.offSince = NaN
      infrastructure.pumpProcessors[pump]?.switchOn()
      sessions.connectAfter(pump, 0)
      kernel.schedule(FIRST_LOOK_SECONDS, this.#looks, pump)
    }
    supply.isWarned = false
    supply.battery.exchange(this.spentJoules(pump))
    this.exchanged++
  }

  #booked(pump: number): number {
    return sumOf(energyOf(this.#hospital, pump))
  }

  #watts(pump: number, supply: Supply): number {
    const { now } = this.#hospital.kernel
    const elapsed = now - supply.lookedAt
    return elapsed > 0
      ? (this.spentJoules(pump) - supply.spentJoules) / elapsed
      : this.spentJoules(pump) / now
  }

  #look(pump: number): void {
    const supply = this.#supplies.get(pump) as Supply // only pumps with one are looked at
    if (!Number.isNaN(supply.offSince)) return
    const { kernel, scenario } = this.#hospital
    const spent = this.spentJoules(pump)
    const left = supply.battery.secondsLeft(spent, this.#watts(pump, supply))
    supply.lookedAt = kernel.now
    supply.spentJoules = spent
    if (left === 0) return this.#empty(pump, supply)
    const untilWarning = left - scenario.battery.warning
    if (untilWarning <= 0 && !supply.isWarned) {
      supply.isWarned = true
      this.warnings++
      this.#sound(pump, "battery_low", supply)
    }
    const wait = untilWarning > 0 ? untilWarning / 2 : left / 2
    scheduleInRun(kernel, Math.max(wait, LEAST_SECONDS), this.#looks, pump)
    return undefined
  }

  #empty(pump: number, supply: Supply): void {
    const { infrastructure, kernel, sessions, telemetry } = this.#hospital
    this.emptied++
    supply.isWarned = true
    supply.offSince = this.#booked(pump)
    this.#sound(pump, "battery_depleted", supply)
    const lost: Array<readonly [kind: EventKind, jobClass: number, b: number]> = []
    infrastructure.pumpProcessors[pump]?.switchOff((kind, jobClass, b) => lost.push([kind, jobClass, b]))
    sessions.lose(pump)
    for (const [kind, jobClass, b] of lost) {
      if (jobClass === JobClass.crypto) kernel.call(kind, pump, b)
      else telemetry.end(b, FrameFate.dropped)
    }
  }

  #sound(pump: number, cause: string, supply: Supply): void {
    const { hearsWearableAlarm } = this.#hospital.scenario.staff
    this.#hospital.conditions.sound(pump, cause, alarmDraws(supply.luck, hearsWearableAlarm)())
  }
}
