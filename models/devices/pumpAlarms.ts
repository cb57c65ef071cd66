// The alarms of a pump: what each is called, its priority, and what it does to delivery (models/data/pump-alarms.json).

import rows from "../data/pump-alarms.json" with { type: "json" }
import { type AlarmPriority } from "./Alarm.ts"
import { type stoppingEvents } from "./PumpState.ts"

export interface PumpAlarmCause {
  readonly cause: string
  readonly title: string
  readonly priority: AlarmPriority
  /** State that it puts the pump into; `none` leaves delivery alone. */
  readonly effect: keyof typeof stoppingEvents | "none"
}

// JSON has strings where the fields have fixed words; a test reads every row.
export const pumpAlarmCauses = rows as ReadonlyArray<PumpAlarmCause>

const causes = new Map(pumpAlarmCauses.map((row) => [row.cause, row]))

export const pumpAlarmCause = (cause: string): PumpAlarmCause => {
  const row = causes.get(cause)
  if (row === undefined) throw new Error(`models/data/pump-alarms.json has no cause "${cause}"`)
  return row
}
