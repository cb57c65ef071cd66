// Nurses: who looks after whom, when they learn of an alarm, and the tasks that keep them busy. Each nurse is a process in
// simulated time that does one task after another, alarms of high priority first. Response times are published medians;
// what happens at the bedside is in bedsideCare.ts.

import { Effect, Queue } from "effect"
import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { type Alarm } from "../devices/Alarm.ts"

/** A piece of work at a bedside; lower `rank` is done first, then the order in which it came. */
interface Task {
  readonly rank: number
  readonly order: number
  readonly work: Effect.Effect<void>
}

export const TaskRank = { highPriorityAlarm: 0, alarm: 1, manualOrder: 2, routineVisit: 3 } as const

export interface StaffOptions {
  readonly kernel: Kernel
  readonly spawn: (name: string, process: Effect.Effect<void>) => unknown
  /** Index of the nurse who looks after each patient. */
  readonly nurseOfPatient: ReadonlyArray<number>
  readonly nurses: number
  readonly alarms: ReadonlyArray<Alarm>
  /** What a nurse does at the bedside because of an alarm. */
  readonly answer: (alarm: Alarm) => Effect.Effect<void>
}

class Nurse {
  /** Made by the nurse's own process, so that it wakes in simulated time; null until that has started. */
  wakeUps: Queue.Queue<void> | null = null
  readonly tasks: Array<Task> = []
  /** Time spent on finished tasks, and the start of the present one; NaN when idle [s]. */
  busySeconds = 0
  busySinceSeconds = NaN
}

export class Staff {
  readonly #options: StaffOptions
  readonly #nurses: ReadonlyArray<Nurse>
  readonly #arrives: EventKind
  #orders = 0

  constructor(options: StaffOptions) {
    this.#options = options
    this.#nurses = Array.from({ length: options.nurses }, () => new Nurse())
    this.#arrives = options.kernel.kind("nurse responds", (patient, alarm) =>
      this.#respond(patient, options.alarms[alarm] as Alarm)
    )
    this.#nurses.forEach((nurse, index) => {
      options.spawn(`nurse ${index}`, this.#workingDay(nurse))
    })
  }

  /** A nurse learns of an alarm, by ear or by phone; the first time counts. */
  becomeAware(alarm: Alarm): void {
    if (!Number.isNaN(alarm.awareSeconds) || !Number.isNaN(alarm.addressedSeconds)) return
    alarm.awareSeconds = this.#options.kernel.now
    this.#options.kernel.schedule(alarm.responseSeconds, this.#arrives, alarm.patient, alarm.index)
  }

  /** Puts work at a patient's bedside onto the list of the patient's nurse. */
  assign(patient: number, rank: number, work: Effect.Effect<void>): void {
    const nurse = this.#nurses[this.#options.nurseOfPatient[patient] as number] as Nurse
    nurse.tasks.push({ rank, order: this.#orders++, work })
    if (nurse.wakeUps !== null) Queue.offerUnsafe(nurse.wakeUps, undefined)
  }

  /** Mean share of the time until now that nurses spent on tasks. */
  utilisation(): number {
    const { now } = this.#options.kernel
    const sum = this.#nurses.reduce(
      (total, { busySeconds, busySinceSeconds }) =>
        total + busySeconds + (Number.isNaN(busySinceSeconds) ? 0 : now - busySinceSeconds),
      0
    )
    return sum / (this.#nurses.length * now)
  }

  #respond(patient: number, alarm: Alarm): void {
    if (!Number.isNaN(alarm.addressedSeconds)) return
    const rank = alarm.isHighPriority ? TaskRank.highPriorityAlarm : TaskRank.alarm
    this.assign(patient, rank, this.#options.answer(alarm))
  }

  #workingDay(nurse: Nurse): Effect.Effect<void> {
    const { kernel } = this.#options
    return Effect.gen(function* () {
      const wakeUps = yield* Queue.unbounded<void>()
      nurse.wakeUps = wakeUps
      for (const _ of nurse.tasks) Queue.offerUnsafe(wakeUps, undefined)
      while (true) {
        yield* Queue.take(wakeUps)
        let first = 0
        nurse.tasks.forEach((task, index) => {
          const best = nurse.tasks[first] as Task
          if (task.rank < best.rank || (task.rank === best.rank && task.order < best.order)) first = index
        })
        const [task] = nurse.tasks.splice(first, 1)
        if (task === undefined) continue
        nurse.busySinceSeconds = kernel.now
        yield* task.work
        nurse.busySeconds += kernel.now - nurse.busySinceSeconds
        nurse.busySinceSeconds = NaN
      }
    })
  }
}
