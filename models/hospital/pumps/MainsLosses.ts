// Bedside pumps that are unplugged, for a move or a walk, and run on an old or a new battery: a warning half an hour before it
// is empty, then the pump is off. A nurse who comes after a warning plugs it in.

import { randomExponential } from "d3-random"
import { type EventKind, type Kernel } from "../../../src/engine/Kernel.ts"
import { parameter } from "../../data/parameters.ts"
import { alarmDraws } from "./alarmDraws.ts"
import { type Hospital } from "../Hospital.ts"
import { lazily } from "../lazyStreams.ts"
import { scheduleInRun } from "../scheduleInRun.ts"

/** Longer than any run. */
const UNPLUGGED_PER_SECOND = parameter("pump.unplugged-rate") / 86_400
const LONGEST_SECONDS = parameter("pump.unplugged-longest") * 3600
const SHORTEST_RUN_SECONDS = parameter("pump.battery.shortest-run") * 3600
const LONGEST_RUN_SECONDS = parameter("pump.battery.longest-run") * 3600
const WARNING_SECONDS = parameter("device.pump.battery-warning")

type Unpluggable = Pick<Hospital, "kernel" | "streams" | "pumps" | "conditions" | "scenario">

export class MainsLosses {
  /** Times that a pump was unplugged. */
  unplugged = 0

  readonly #kernel: Kernel
  /** Counts the times a pump was unplugged or plugged in: what was planned for another time does not happen. */
  readonly #episode: Int32Array
  readonly #hasWarned: Uint8Array
  readonly #warns: EventKind
  readonly #empties: EventKind

  constructor({ conditions, kernel, pumps, scenario, streams }: Unpluggable) {
    this.#kernel = kernel
    const { hearsBedsideAlarm, pumpAlarmsPerHour: alarmsPerSecond } = scenario.staff
    this.#episode = new Int32Array(pumps.length)
    this.#hasWarned = new Uint8Array(pumps.length)
    const luckOf = lazily((patient) => {
      const stream = streams.stream("mains-loss-details", patient)
      return { stream, draw: alarmDraws(stream, hearsBedsideAlarm) }
    })
    const wait = (purpose: string, patient: number): (() => number) =>
      randomExponential.source(streams.stream(purpose, patient))(UNPLUGGED_PER_SECOND)
    const laterWait = lazily((patient) => wait("later-mains-losses", patient))
    this.#warns = kernel.kind("pump off the mains warns", (patient, episode) => {
      if (this.#episode[patient] !== episode) return
      this.#hasWarned[patient] = 1
      conditions.sound(patient, "battery_low", luckOf(patient).draw())
    })
    this.#empties = kernel.kind("battery of a pump off the mains is empty", (patient, episode) => {
      if (this.#episode[patient] === episode)
        conditions.sound(patient, "battery_depleted", luckOf(patient).draw())
    })
    const leaves = kernel.kind("pump leaves the mains", (patient) => {
      scheduleInRun(kernel, laterWait(patient)(), leaves, patient)
      const { stream } = luckOf(patient)
      this.unplug(patient, stream() * LONGEST_SECONDS, stream())
    })
    // A scenario without pump alarms has none of these either.
    for (const { index, isWearable } of alarmsPerSecond > 0 ? pumps : []) {
      const first = isWearable ? Infinity : wait("mains-losses", index)()
      scheduleInRun(kernel, first, leaves, index)
    }
  }

  /** Takes a pump off the mains for a while; `health` in [0, 1) is how good its battery is. */
  unplug(patient: number, seconds: number, health: number): void {
    this.unplugged++
    this.#hasWarned[patient] = 0
    const episode = (this.#episode[patient] as number) + 1
    this.#episode[patient] = episode
    const runs = SHORTEST_RUN_SECONDS + health * (LONGEST_RUN_SECONDS - SHORTEST_RUN_SECONDS)
    // Whoever brings the pump back in time plugs it in, so only what comes before is planned.
    if (runs - WARNING_SECONDS < seconds) {
      this.#kernel.schedule(runs - WARNING_SECONDS, this.#warns, patient, episode)
    }
    if (runs < seconds) this.#kernel.schedule(runs, this.#empties, patient, episode)
  }

  nurseArrives(patient: number): void {
    if (this.#hasWarned[patient] === 0) return
    this.#hasWarned[patient] = 0
    this.#episode[patient] = (this.#episode[patient] as number) + 1
  }
}
