// One nurse's post: what waits there by rank, where the nurse is, and what the work so far took. A post is staffed all the
// time; at the end of a shift another person takes it over.

import { type Effect } from "effect"
import { type EventHandle } from "../../src/engine/Calendar.ts"
import { type WaitSlot } from "../../src/engine/FiberWaits.ts"
import { type Signals } from "../../src/engine/Signals.ts"
import { type AlarmLoad } from "./AlarmLoad.ts"
import { STATION } from "./WardPlan.ts"

/** A piece of work; lower `rank` is done first, then the order in which it came. */
export interface Task {
  readonly rank: number
  readonly order: number
  /** Bed where it is done, or STATION. */
  readonly place: number
  readonly work: Effect.Effect<void>
  /** False when there is nothing left to do: the nurse does not set off. */
  readonly isNeeded: () => boolean
}

/** Lower is done first: alarms by their priority (IEC 60601-1-8), then what can wait. */
export const TaskRank = {
  highPriority: 0,
  mediumPriority: 1,
  lowPriority: 2,
  manualOrder: 3,
  handover: 4,
  routineVisit: 5
} as const

/** Work under way that gives way to alarms. */
interface Pause {
  /** Alarms of this rank or a lower one interrupt it. */
  readonly yieldsTo: number
  readonly endSeconds: number
  readonly handle: EventHandle
  /** Where the nurse's process waits. */
  readonly slot: WaitSlot
}

export class Nurse {
  /** One for each task that came. */
  readonly calls: Signals
  readonly tasks: Array<Task> = []
  readonly load: AlarmLoad
  readonly patients: number
  /** Bed or STATION; since when without work there [s]. */
  place = STATION
  idleSinceSeconds = 0
  /** Time spent on finished tasks, walking included, and the start of the present one; NaN when idle [s]. */
  busySeconds = 0
  busySinceSeconds = NaN
  walkedMetres = 0
  walkingSeconds = 0
  /** Tasks given up for an alarm, to be finished later. */
  interruptions = 0
  pause: Pause | null = null

  constructor(calls: Signals, load: AlarmLoad, patients: number) {
    this.calls = calls
    this.load = load
    this.patients = patients
  }

  /** Takes the next task that is still needed off the list. */
  take(): Task | undefined {
    const { tasks } = this
    while (tasks.length > 0) {
      let first = tasks[0] as Task
      for (const task of tasks) {
        if (task.rank < first.rank || (task.rank === first.rank && task.order < first.order)) first = task
      }
      tasks.splice(tasks.indexOf(first), 1)
      if (first.isNeeded()) return first
    }
    return undefined
  }

  /** Whether an alarm of this rank or a lower one waits. */
  isCalledAway(yieldsTo: number): boolean {
    return this.tasks.some(({ rank, isNeeded }) => rank <= yieldsTo && isNeeded())
  }
}
