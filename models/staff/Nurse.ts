// One nurse's post: what waits there by rank, where the nurse is, and what the work so far took. A post is staffed all the
// time; at the end of a shift another person takes it over.

import { type Effect, type Queue } from "effect"
import { type EventHandle } from "../../src/engine/Calendar.ts"
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
  readonly resume: (leftSeconds: number) => void
}

export class Nurse {
  /** Made by the nurse's own process, so that it wakes in simulated time; null until that has started. */
  wakeUps: Queue.Queue<void> | null = null
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

  constructor(load: AlarmLoad, patients: number) {
    this.load = load
    this.patients = patients
  }

  /** Takes the next task that is still needed off the list. */
  take(): Task | undefined {
    while (this.tasks.length > 0) {
      let first = 0
      this.tasks.forEach((task, index) => {
        const best = this.tasks[first] as Task
        if (task.rank < best.rank || (task.rank === best.rank && task.order < best.order)) first = index
      })
      const [task] = this.tasks.splice(first, 1)
      if (task?.isNeeded() === true) return task
    }
    return undefined
  }

  /** Whether an alarm of this rank or a lower one waits. */
  isCalledAway(yieldsTo: number): boolean {
    return this.tasks.some(({ rank, isNeeded }) => rank <= yieldsTo && isNeeded())
  }
}
