// One alarm from its onset to its end: who may know of it, since when, and when somebody stood at the bedside.

/** Alarm priority of IEC 60601-1-8. */
export type AlarmPriority = "high" | "medium" | "low"

export interface Alarm {
  /** Position in the hospital's list of alarms. */
  readonly index: number
  readonly patient: number
  readonly source: "pump" | "monitor"
  /** What sounded it: a cause of models/data/pump-alarms.json, or the vital sign. */
  readonly cause: string
  readonly priority: AlarmPriority
  /** An artefact: nothing is wrong with the patient. */
  readonly isFalse: boolean
  /** When what it tells of began, and when the device's readings had it; both at the onset where nobody knows better. */
  readonly conditionSeconds: number
  readonly detectedSeconds: number
  /** When it began to sound. */
  readonly onsetSeconds: number
  /** From awareness to the bedside [s], drawn at the onset so that scenarios share it. */
  readonly responseSeconds: number
  /** Hands-on time to clear it [s]. */
  readonly handlingSeconds: number
  /** When the remote notification reached the nurse; NaN while it has not. */
  notifiedSeconds: number
  /** When a nurse first knew of it, by ear, by phone or on a round; NaN while none does. */
  awareSeconds: number
  /** When a nurse stood at the bedside; NaN while none has. */
  addressedSeconds: number
  /** When its cause was gone or put right; NaN while it is not. */
  resolvedSeconds: number
}
