// One alarm from its onset to its end: who may know of it, since when, and when somebody stood at the bedside.

export interface Alarm {
  /** Position in the hospital's list of alarms. */
  readonly index: number
  readonly patient: number
  readonly source: "pump" | "monitor"
  /** What sounded it: an entry of the published mix of pump alarms, or the vital sign. */
  readonly cause: string
  readonly isHighPriority: boolean
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
}
