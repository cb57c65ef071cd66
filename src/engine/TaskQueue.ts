// Work that Effect's fibres hand to their scheduler, run by the kernel at the current simulated time, before the next event.
// It stands in for Effect's own dispatcher, which uses microtasks and timers.

import { type Scheduler } from "effect"

/** A fibre that keeps yielding without simulated time going on is taken for an endless loop after this many tasks at one event. */
const MAXIMUM_TASKS_PER_EVENT = 1_000_000

interface PrioritisedTask {
  readonly task: () => void
  readonly priority: number
}

/** Runs tasks of lower priority number first, and equal ones in the order in which they came. */
export class TaskQueue implements Scheduler.SchedulerDispatcher {
  /** Tasks waiting. */
  size = 0

  #normal: Array<() => void> = []
  #head = 0
  readonly #others: Array<PrioritisedTask> = []

  scheduleTask(task: () => void, priority: number): void {
    this.size++
    if (priority === 0) {
      this.#normal.push(task)
      return
    }
    let position = this.#others.length
    while (position > 0 && (this.#others[position - 1] as PrioritisedTask).priority > priority) position--
    this.#others.splice(position, 0, { task, priority })
  }

  /** Runs all tasks, also those that they add. */
  flush(): void {
    let remaining = MAXIMUM_TASKS_PER_EVENT
    while (this.size > 0) {
      if (remaining-- === 0) {
        throw new Error(
          `${MAXIMUM_TASKS_PER_EVENT} fibre steps without simulated time going on: an endless loop`
        )
      }
      this.#take()()
    }
  }

  #take(): () => void {
    this.size--
    const first = this.#others[0]
    const pending = this.#normal.length - this.#head
    if (first !== undefined && (first.priority < 0 || pending === 0)) {
      this.#others.shift()
      return first.task
    }
    const task = this.#normal[this.#head++] as () => void
    if (pending === 1) {
      this.#normal.length = 0
      this.#head = 0
    } else if (this.#head > 1024 && this.#head * 2 > this.#normal.length) {
      this.#normal = this.#normal.slice(this.#head)
      this.#head = 0
    }
    return task
  }
}
