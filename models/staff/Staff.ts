// Nurses: who looks after whom, when they learn of an alarm, and the tasks that keep them busy. Each nurse is a process in
// simulated time that walks from task to task, alarms of high priority first; these also interrupt routine work. Response
// times are published medians that include the usual walk; what happens at the bedside is in bedsideCare.ts.

import { Effect, Exit } from "effect"
import { type EventHandle } from "../../src/engine/Calendar.ts"
import { FiberWaits, waiting, type WaitOwner } from "../../src/engine/FiberWaits.ts"
import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"
import { Signals } from "../../src/engine/Signals.ts"
import { sleep } from "../../src/engine/Sleep.ts"
import { type Alarm } from "../devices/Alarm.ts"
import { AlarmLoad, shiftFactor } from "./AlarmLoad.ts"
import { Nurse, type Task, TaskRank } from "./Nurse.ts"
import { STATION, type WardPlan } from "./WardPlan.ts"
import { scheduleInRun } from "../hospital/scheduleInRun.ts"

/** Which alarms fatigue slows. */
export type Fatigue = "none" | "monitors" | "all"

export interface StaffOptions {
  readonly kernel: Kernel
  readonly spawn: (name: string, process: Effect.Effect<void>) => unknown
  /** Index of the nurse who looks after each patient. */
  readonly nurseOfPatient: ReadonlyArray<number>
  readonly nurses: number
  /** An alarm by its index. */
  readonly alarmOf: (index: number) => Alarm
  /** What a nurse does at the bedside because of an alarm. */
  readonly answer: (alarm: Alarm) => Effect.Effect<void>
  /** Patients with a monitor of vital signs. */
  readonly isMonitored: (patient: number) => boolean
  readonly plan: WardPlan
  readonly fatigue: Fatigue
  readonly shiftSeconds: number
  /** Time of a hand-over for each patient [s]. */
  readonly handoverSeconds: number
}

export class Staff {
  readonly nurses: ReadonlyArray<Nurse>

  readonly #options: StaffOptions
  readonly #waits: FiberWaits
  readonly #responds: EventKind
  readonly #pauseIsOver: EventKind
  /** Whoever interrupts a nurse's process takes the end of the work out of the calendar. */
  readonly #pauseOwner: WaitOwner<Nurse> = {
    interrupted: (nurse) => {
      if (nurse.pause !== null) this.#options.kernel.cancel(nurse.pause.handle)
      nurse.pause = null
    }
  }
  #orders = 0

  constructor(options: StaffOptions) {
    this.#options = options
    const { kernel, nurseOfPatient } = options
    this.#waits = kernel.shared(FiberWaits)
    this.nurses = Array.from({ length: options.nurses }, (_, index) => {
      const own = nurseOfPatient.flatMap((nurse, patient) => (nurse === index ? [patient] : []))
      const load = new AlarmLoad(own.filter(options.isMonitored).length)
      return new Nurse(new Signals(kernel, "tasks"), load, own.length)
    })
    this.#responds = kernel.kind("nurse responds", (_patient, alarm) => this.#respond(options.alarmOf(alarm)))
    this.#pauseIsOver = kernel.kind("interruptible work ends", (nurse) =>
      this.#endPause(this.nurses[nurse] as Nurse, 0)
    )
    const shiftEnds = kernel.kind("shift ends", (nurse) => {
      scheduleInRun(kernel, options.shiftSeconds, shiftEnds, nurse)
      const { load, patients } = this.nurses[nurse] as Nurse
      load.relieve()
      this.#handOver(nurse, options.handoverSeconds * patients)
    })
    this.nurses.forEach((nurse, index) => {
      options.spawn(`nurse ${index}`, this.#workingDay(nurse))
      scheduleInRun(kernel, options.shiftSeconds, shiftEnds, index)
    })
  }

  /** A nurse learns of an alarm, by ear or by phone; the first time counts. Gives the response's event, to `forget` it. */
  becomeAware(alarm: Alarm): EventHandle | null {
    if (!Number.isNaN(alarm.awareSeconds) || !Number.isNaN(alarm.addressedSeconds)) return null
    const { kernel, plan } = this.#options
    const { patient } = alarm
    alarm.awareSeconds = kernel.now
    // The published times contain the walk, which the nurse here makes for real.
    const usualWalk = plan.seconds(plan.metresTo(patient, STATION))
    const response = alarm.responseSeconds * this.#slowness(alarm) - usualWalk
    return kernel.schedule(Math.max(response, 0), this.#responds, patient, alarm.index)
  }

  /** The alarm ended by itself before anybody set off. */
  forget(response: EventHandle): void {
    this.#options.kernel.cancel(response)
  }

  /** Puts work at a patient's bedside onto the list of the patient's nurse. */
  assign(patient: number, rank: number, work: Effect.Effect<void>, isNeeded = always): void {
    this.#give(this.#nurseOf(patient), { rank, order: this.#orders++, place: patient, work, isNeeded })
  }

  /** An alarm that needed no action was heard. */
  hearNonActionable(patient: number): void {
    this.#nurseOf(patient).load.add(this.#options.kernel.now)
  }

  /** Non-actionable alarms of the last two hours per monitored patient, for the patient's nurse. */
  loadOf(patient: number): number {
    return this.#nurseOf(patient).load.perPatient(this.#options.kernel.now)
  }

  /**
   * Work at the bedside that an alarm of high priority interrupts; gives what is left of it [s], 0 when it was finished.
   * For the process of the patient's nurse only.
   */
  interruptible(patient: number, workSeconds: number): Effect.Effect<number> {
    const nurse = this.#options.nurseOfPatient[patient] as number
    return this.#givingWay(nurse, workSeconds, TaskRank.highPriority)
  }

  /** Mean share of the time until now that nurses spent on tasks and on the way to them. */
  utilisation(): number {
    const { now } = this.#options.kernel
    const sum = this.nurses.reduce(
      (total, { busySeconds, busySinceSeconds }) =>
        total + busySeconds + (Number.isNaN(busySinceSeconds) ? 0 : now - busySinceSeconds),
      0
    )
    return sum / (this.nurses.length * now)
  }

  #nurseOf(patient: number): Nurse {
    return this.nurses[this.#options.nurseOfPatient[patient] as number] as Nurse
  }

  /** Factor on the response by fatigue; 1 at the middle of a shift with few non-actionable alarms. */
  #slowness({ patient, source }: Alarm): number {
    const { fatigue, kernel, shiftSeconds } = this.#options
    if (fatigue === "none" || (fatigue === "monitors" && source !== "monitor")) return 1
    const hours = (kernel.now % shiftSeconds) / 3600
    return shiftFactor(hours) * this.#nurseOf(patient).load.factor(kernel.now)
  }

  #respond(alarm: Alarm): void {
    if (!Number.isNaN(alarm.addressedSeconds)) return
    const isNeeded = () => Number.isNaN(alarm.addressedSeconds)
    this.assign(alarm.patient, TaskRank[`${alarm.priority}Priority`], this.#options.answer(alarm), isNeeded)
  }

  #give(nurse: Nurse, task: Task): void {
    nurse.tasks.push(task)
    if (nurse.pause !== null && task.rank <= nurse.pause.yieldsTo) {
      const left = nurse.pause.endSeconds - this.#options.kernel.now
      this.#options.kernel.cancel(nurse.pause.handle)
      this.#endPause(nurse, left)
    }
    nurse.calls.send()
  }

  #endPause(nurse: Nurse, leftSeconds: number): void {
    const { pause } = nurse
    if (pause === null) return
    nurse.pause = null
    if (leftSeconds > 0) nurse.interruptions++
    this.#waits.resume(pause.slot, Math.max(leftSeconds, 0))
  }

  /** Work that ends early for alarms up to a rank; gives what is left of it [s]. */
  #givingWay(index: number, workSeconds: number, yieldsTo: number): Effect.Effect<number> {
    const { kernel } = this.#options
    const nurse = this.nurses[index] as Nurse
    return waiting<number>(this.#waits, (fiber) => {
      if (nurse.isCalledAway(yieldsTo)) {
        nurse.interruptions++
        return Exit.succeed(workSeconds)
      }
      const handle = kernel.schedule(workSeconds, this.#pauseIsOver, index)
      const slot = this.#waits.begin(fiber, "the end of work", this.#pauseOwner, nurse)
      nurse.pause = { yieldsTo, endSeconds: kernel.now + workSeconds, handle, slot }
      return slot
    })
  }

  /** The next shift reports in at the station; alarms of high and medium priority go first. */
  #handOver(index: number, workSeconds: number): void {
    const work = Effect.map(this.#givingWay(index, workSeconds, TaskRank.mediumPriority), (left) => {
      if (left > 0) this.#handOver(index, left)
    })
    this.#give(this.nurses[index] as Nurse, {
      rank: TaskRank.handover,
      order: this.#orders++,
      place: STATION,
      work,
      isNeeded: always
    })
  }

  /** Sends a nurse to a place; gives the time of the walk [s]. */
  #walk(nurse: Nurse, place: number): number {
    const { kernel, plan } = this.#options
    const from = nurse.place
    nurse.place = place
    if (from === STATION && place === STATION) return 0
    const back = from === STATION ? 0 : plan.metresTo(from, STATION)
    // Between tasks a nurse goes back to the station.
    const isBack = kernel.now - nurse.idleSinceSeconds >= plan.seconds(back)
    const metres = place === STATION ? back : plan.metresTo(place, isBack ? STATION : from)
    nurse.walkedMetres += metres + (isBack && place !== STATION ? back : 0)
    const way = place === STATION && isBack ? 0 : plan.seconds(metres)
    nurse.walkingSeconds += way
    return way
  }

  #workingDay(nurse: Nurse): Effect.Effect<void> {
    const { kernel } = this.#options
    const walk = (place: number) => this.#walk(nurse, place)
    return Effect.gen(function* () {
      while (true) {
        yield* nurse.calls.take
        const task = nurse.take()
        if (task === undefined) continue
        nurse.busySinceSeconds = kernel.now
        const way = walk(task.place)
        if (way > 0) yield* sleep(way)
        yield* task.work
        nurse.busySeconds += kernel.now - nurse.busySinceSeconds
        nurse.busySinceSeconds = NaN
        nurse.idleSinceSeconds = kernel.now
      }
    })
  }
}

const always = (): boolean => true
