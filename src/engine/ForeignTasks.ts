// A Queue keeps the dispatcher of the fibre that made it. One made outside the simulation (by Effect.runSync, in a module) would
// wake its takers from a real timer, after the run: the simulated process would wait for ever, without an error. While a
// simulation runs, whatever is handed to such a dispatcher is therefore carried out by the simulation, at the current time.

import { Scheduler } from "effect"
import { type TaskQueue } from "./TaskQueue.ts"

/** Effect's own dispatcher (effect 4.1.0); `flush` carries out what waits and takes its timer back. */
interface Dispatcher extends Scheduler.SchedulerDispatcher {
  flush(): void
}

/** The tasks of the simulation that is running, if any. Simulations run in one go, so there is one at a time on a thread. */
let running: TaskQueue | undefined = undefined

/** Carries out foreign tasks there from now on; gives back where they went before. */
export const divertTo = (tasks: TaskQueue | undefined): TaskQueue | undefined => {
  const before = running
  running = tasks
  return before
}

const dispatcher = Object.getPrototypeOf(new Scheduler.MixedScheduler().makeDispatcher()) as Dispatcher
const scheduleTask = dispatcher.scheduleTask
dispatcher.scheduleTask = function (this: Dispatcher, task: () => void, priority: number): void {
  scheduleTask.call(this, task, priority)
  // It stays with its own dispatcher too: Effect.runSync inside an event carries out its tasks itself before it returns.
  running?.scheduleTask(() => this.flush(), 0)
}
