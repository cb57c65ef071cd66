// Waits that a scenario or luck may make longer than any run: an event that no run can reach is never planned.

import { type EventHandle } from "../../src/engine/Calendar.ts"
import { type EventKind, type Kernel } from "../../src/engine/Kernel.ts"

/** Scenarios last at most 100 days. */
const LONGEST_RUN_SECONDS = 100 * 86_400
const NOT_PLANNED = -1

/** Like `kernel.schedule`, but a wait to a time after the longest run gives -1, which is no event's handle. */
export const scheduleInRun = (
  kernel: Kernel,
  waitSeconds: number,
  kind: EventKind,
  a = 0,
  b = 0
): EventHandle =>
  kernel.now + waitSeconds > LONGEST_RUN_SECONDS ? NOT_PLANNED : kernel.schedule(waitSeconds, kind, a, b)
