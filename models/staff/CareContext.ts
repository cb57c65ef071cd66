// What nurses at a bedside need from the hospital; tests supply it by hand.

import { type Effect } from "effect"
import { type InfusionPump } from "../devices/InfusionPump.ts"
import { type Entry } from "./programming.ts"

export interface CareContext {
  /** Simulated time [s]. */
  readonly now: () => number
  readonly pumpOf: (patient: number) => InfusionPump
  /** Factor on every task: above 1 while nurses work on paper. */
  readonly workload: () => number
  /** A draw in [0, 1) for whether this nurse notices a wrong setting of this patient's pump. */
  readonly noticeDraw: (patient: number) => number
  /** A draw in [0, 1) for whether a step of this patient's rescue succeeds. */
  readonly rescueDraw: (patient: number) => number
  /** What the pump has after a nurse entered a number by hand. */
  readonly enter: (patient: number, entry: Entry) => number
  /** A glucose meter's reading of a value [mg/dL]. */
  readonly glucoseMeter: (patient: number, trueValue: number) => number
  /** Must be called after the pump or the patient was changed. */
  readonly changed: (patient: number) => void
  /** A nurse comes to the bedside, for whatever reason: alarms that sound there are addressed; and goes again. */
  readonly arrives: (patient: number) => void
  readonly leaves: (patient: number) => void
  /** Counts a rescue that begins. */
  readonly rescued?: (patient: number) => void
  /** Calls a physician to the bedside; the time until one comes [s]. */
  readonly callPhysician: (patient: number) => number
  /** Time until the next syringe or bag is at the bedside [s]. */
  readonly awaitReplacement: (patient: number) => number
  /** Work that an alarm of high priority interrupts; gives what is left of it [s]. */
  readonly interruptible: (patient: number, workSeconds: number) => Effect.Effect<number>
  /** Puts work onto the list of the patient's nurse. */
  readonly assign: (patient: number, rank: number, work: Effect.Effect<void>) => void
  /** Runs later without keeping the nurse. */
  readonly later: (name: string, process: Effect.Effect<void>) => void
}
