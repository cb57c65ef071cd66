// One patient's breathing, integrated a little ahead on its own grid so that thresholds are known before they are crossed.
// A dose cuts the look-ahead at its instant; reading takes a partial step aside and leaves the grid alone.

import { Breath, conditionMargin, CONDITIONS, isClear, isQuiet, ROW } from "./breathing.ts"
import { CrossingQueue } from "./CrossingQueue.ts"
import { EffectCursor, prepareStrides } from "./EffectCursor.ts"
import { nanosecondCeiling } from "./nanosecondCeiling.ts"
import { type DrugDrive } from "./DrugDrive.ts"
import {
  ALVEOLAR_ARTERIAL_DIFFERENCE,
  chemicalDrive,
  INSPIRED_OXYGEN,
  powerNear,
  type RespiratoryParameters,
  respiratoryStep,
  RESTING_ALVEOLAR_OXYGEN,
  type Step
} from "./respiratoryModel.ts"

/** Steps [s]; a long one is taken only where it provably cannot meet a condition. */
const SHORT_STEP_SECONDS = 2
const LONG_STEP_SECONDS = 60
const SHORT_STEPS_BEFORE_RETRY = 15
/** Strides of the cursor: halves of the steps, for the middle stages. */
const SHORT_STRIDE = 0
const LONG_STRIDE = 1
const STRIDE_MINUTES = [SHORT_STEP_SECONDS / 120, LONG_STEP_SECONDS / 120]
/** A long step may not span a larger change of the drug's relative concentration [1], or part of it: accuracy. */
const LARGEST_CHANGE = 0.1
/** The fast phases after naloxone or bag ventilation are over after this [s]. */
const SETTLING_SECONDS = 600
/** Bag ventilation restores resting minute ventilation (assumption). */
const ASSISTED_VENTILATION = 1

const STEPS = 8
const CROSSINGS = 16
const READ_ROW = (STEPS + 1) * ROW

/** All patients take turns with it. */
const cursor = new EffectCursor()

const step: Step = {
  minutes: 0,
  from: 0,
  to: 0,
  chemicalDrive: 1,
  breathingAtStart: 1,
  breathingAtMiddle: 1,
  breathingAtEnd: 1,
  assistance: 0
}

export class Respiration {
  readonly #drive: DrugDrive
  readonly #parameters: RespiratoryParameters
  /** Rows as in breathing.ts: one per step of the look-ahead, and one for reading. */
  readonly #rows = new Array<number>((STEPS + 2) * ROW).fill(0)
  readonly #crossings = new CrossingQueue(CROSSINGS)
  readonly #strides: ReadonlyArray<number>
  #steps = 0
  /** A bit per condition: now, and at the end of the look-ahead. */
  #flags = 0
  #flagsAhead = 0
  #readSeconds = NaN
  #shortSteps = 0
  #settledSeconds = -Infinity
  #assistedUntilSeconds = -Infinity
  #isAssisted = false

  /** Begins at time 0 in the steady state of the drive then. */
  constructor(drive: DrugDrive, parameters: RespiratoryParameters) {
    this.#drive = drive
    this.#parameters = parameters
    this.#strides = prepareStrides(drive.kinetics, STRIDE_MINUTES)
    const { gain, restingCarbonDioxide } = parameters
    const relative = drive.relative(0)
    const power = relative ** drive.steepness
    const carbonDioxide = restingCarbonDioxide * (1 + power) ** (1 / (gain + 1))
    const chemical = chemicalDrive(parameters, carbonDioxide)
    const flow = chemical / (1 + power)
    const oxygen = INSPIRED_OXYGEN - (INSPIRED_OXYGEN - RESTING_ALVEOLAR_OXYGEN) / flow
    const first = [carbonDioxide, carbonDioxide, oxygen, flow, chemical, relative, power, 0]
    for (let cell = 0; cell < ROW; cell++) this.#rows[cell] = first[cell] as number
    this.#restart()
  }

  /** When a condition next begins or ends, or the look-ahead is used up [s]. */
  nextSeconds(): number {
    const crossing = this.#crossings.nextSeconds
    if (this.#steps === 0) {
      if (crossing < Infinity) return crossing
      this.#lookAhead()
    }
    return Math.min(this.#crossings.nextSeconds, this.#value(this.#steps * ROW, Breath.time))
  }

  /** Takes the next beginning or end of a condition due by now; -1 when there is none. */
  takeCrossing(timeSeconds: number): number {
    if (this.#crossings.nextSeconds > timeSeconds) return -1
    const condition = this.#crossings.take()
    this.#flags ^= 1 << condition
    return condition
  }

  holds(condition: number): boolean {
    return (this.#flags & (1 << condition)) !== 0
  }

  /** Starts a new look-ahead when the last one is used up; take the crossings first. */
  advanceTo(timeSeconds: number): void {
    const last = this.#steps * ROW
    if (this.#steps === 0 || this.#value(last, Breath.time) > timeSeconds) return
    this.#begin(last)
  }

  /** Ends the look-ahead at a dose; call it before the dose changes the drive. */
  cut(timeSeconds: number): void {
    this.#read(timeSeconds)
    this.#begin(READ_ROW)
  }

  /** Keeps steps short for a while: something fast goes on. */
  unsettle(timeSeconds: number): void {
    this.#settledSeconds = timeSeconds + SETTLING_SECONDS
  }

  /** Staff breathe for the patient until a time [s]; call it after `cut`. */
  assist(untilSeconds: number): void {
    this.#isAssisted = true
    this.#assistedUntilSeconds = nanosecondCeiling(untilSeconds)
    this.#restart()
  }

  get isAssisted(): boolean {
    return this.#isAssisted
  }

  carbonDioxide(timeSeconds: number): number {
    return this.#value(this.#rowOf(timeSeconds), Breath.carbonDioxide)
  }

  arterialOxygen(timeSeconds: number): number {
    return this.#value(this.#rowOf(timeSeconds), Breath.oxygen) - ALVEOLAR_ARTERIAL_DIFFERENCE
  }

  /** Ventilation over baseline, assisted breaths included. */
  ventilation(timeSeconds: number): number {
    this.#read(timeSeconds)
    return this.#value(READ_ROW, Breath.flow)
  }

  spontaneousVentilation(timeSeconds: number): number {
    this.#read(timeSeconds)
    return this.#spontaneous(READ_ROW)
  }

  #value(row: number, cell: number): number {
    return this.#rows[row + cell] as number
  }

  /** A new look-ahead from a row's state. */
  #begin(row: number): void {
    const rows = this.#rows
    for (let cell = 0; cell < ROW; cell++) rows[cell] = rows[row + cell] as number
    this.#restart()
  }

  #restart(): void {
    this.#steps = 0
    this.#crossings.clear()
    this.#readSeconds = NaN
    this.#flagsAhead = this.#flags
    const now = this.#value(0, Breath.time)
    if (this.#isAssisted && now >= this.#assistedUntilSeconds) {
      this.#isAssisted = false
      this.unsettle(now)
    }
    this.#rows[Breath.flow] = this.#flow(0)
    this.#noteChanges(0, -1)
  }

  #spontaneous(row: number): number {
    return this.#value(row, Breath.chemical) / (1 + this.#value(row, Breath.power))
  }

  #flow(row: number): number {
    const spontaneous = this.#spontaneous(row)
    return this.#isAssisted ? Math.max(ASSISTED_VENTILATION, spontaneous) : spontaneous
  }

  /** The drug's effect term at a relative concentration near a row's. */
  #power(row: number, relative: number): number {
    const power = this.#value(row, Breath.power)
    return powerNear(power, this.#value(row, Breath.relative), relative, this.#drive.steepness)
  }

  /** Steps from one row to another, given the drug's relative concentration in the middle and at the end. */
  #step(from: number, to: number, seconds: number, relativeAtMiddle: number, relativeAtEnd: number): void {
    const rows = this.#rows
    const { restingCarbonDioxide, gain } = this.#parameters
    const power = this.#power(from, relativeAtEnd)
    step.from = from
    step.to = to
    step.minutes = seconds / 60
    step.chemicalDrive = this.#value(from, Breath.chemical)
    step.breathingAtStart = 1 / (1 + this.#value(from, Breath.power))
    step.breathingAtMiddle = 1 / (1 + this.#power(from, relativeAtMiddle))
    step.breathingAtEnd = 1 / (1 + power)
    step.assistance = this.#isAssisted ? ASSISTED_VENTILATION : 0
    respiratoryStep(this.#parameters, step, rows)
    rows[to + Breath.chemical] = powerNear(
      this.#value(from, Breath.chemical),
      this.#value(from, Breath.sensed) / restingCarbonDioxide,
      this.#value(to, Breath.sensed) / restingCarbonDioxide,
      gain
    )
    rows[to + Breath.relative] = relativeAtEnd
    rows[to + Breath.power] = power
    rows[to + Breath.time] = this.#value(from, Breath.time) + seconds
    rows[to + Breath.flow] = this.#flow(to)
  }

  /** A step aside from the grid, into the row for reading. */
  #partialStep(from: number, seconds: number): void {
    const start = this.#value(from, Breath.time)
    // The end first: whoever reads often asks for the concentration of that instant too, which is then known.
    const end = this.#drive.relative(start + seconds)
    this.#step(from, READ_ROW, seconds, this.#drive.relative(start + seconds / 2), end)
    this.#readSeconds = NaN
  }

  #read(timeSeconds: number): void {
    if (timeSeconds === this.#readSeconds) return
    const row = this.#rowBefore(timeSeconds)
    this.#partialStep(row, timeSeconds - this.#value(row, Breath.time))
    this.#rows[READ_ROW + Breath.time] = timeSeconds
    this.#readSeconds = timeSeconds
  }

  /** The row of the grid at or before a time. */
  #rowBefore(timeSeconds: number): number {
    let row = this.#steps * ROW
    while (row > 0 && this.#value(row, Breath.time) > timeSeconds) row -= ROW
    return row
  }

  /** A row that has gases and sensor of a time: that of the grid if one stands there, as a step of no length changes nothing. */
  #rowOf(timeSeconds: number): number {
    const row = this.#rowBefore(timeSeconds)
    if (this.#value(row, Breath.time) === timeSeconds) return row
    this.#read(timeSeconds)
    return READ_ROW
  }

  #lookAhead(): void {
    const { anchorSeconds, kinetics } = this.#drive
    cursor.place(kinetics, this.#strides, (this.#value(0, Breath.time) - anchorSeconds) / 60)
    while (this.#steps < STEPS && this.#crossings.room >= CONDITIONS) {
      const from = this.#steps * ROW
      this.#steps++
      if (this.#shortSteps > 0) this.#shortSteps--
      else if (this.#longStep(from)) continue
      else this.#shortSteps = SHORT_STEPS_BEFORE_RETRY - 1
      if (!this.#shortStep(from)) break
    }
    this.#readSeconds = NaN
  }

  /** Takes a long step if that is safe. */
  #longStep(from: number): boolean {
    const start = this.#value(from, Breath.time)
    if (this.#isAssisted || start < this.#settledSeconds) return false
    const drive = this.#drive
    cursor.mark()
    const relative = this.#value(from, Breath.relative)
    const middle = drive.relativeOf(cursor.stride(LONG_STRIDE), start + LONG_STEP_SECONDS / 2)
    const end = drive.relativeOf(cursor.stride(LONG_STRIDE), start + LONG_STEP_SECONDS)
    const most = Math.max(relative, middle, end)
    const least = Math.min(relative, middle, end)
    if (
      most - least > LARGEST_CHANGE * Math.max(1, least) ||
      !isQuiet(this.#parameters, LONG_STEP_SECONDS / 60, this.#power(from, most), this.#rows, from)
    ) {
      cursor.goBack()
      return false
    }
    this.#step(from, from + ROW, LONG_STEP_SECONDS, middle, end)
    // None can have begun, but one may just have ended.
    this.#noteChanges(from + ROW, from)
    return true
  }

  /** Takes a short step; false when it ends assistance, which is a break of the grid. */
  #shortStep(from: number): boolean {
    const drive = this.#drive
    const start = this.#value(from, Breath.time)
    const endsAssistance = this.#isAssisted && start + SHORT_STEP_SECONDS >= this.#assistedUntilSeconds
    if (endsAssistance) {
      const seconds = this.#assistedUntilSeconds - start
      const middle = drive.relative(start + seconds / 2)
      this.#step(from, from + ROW, seconds, middle, drive.relative(this.#assistedUntilSeconds))
    } else {
      const middle = drive.relativeOf(cursor.stride(SHORT_STRIDE), start + SHORT_STEP_SECONDS / 2)
      const end = drive.relativeOf(cursor.stride(SHORT_STRIDE), start + SHORT_STEP_SECONDS)
      this.#step(from, from + ROW, SHORT_STEP_SECONDS, middle, end)
    }
    this.#noteChanges(from + ROW, from)
    return !endsAssistance
  }

  /** Queues the conditions that change between two rows; from -1 means at once. */
  #noteChanges(row: number, from: number): void {
    if (this.#flagsAhead === 0 && isClear(this.#rows, row)) return
    for (let condition = 0; condition < CONDITIONS; condition++) {
      const margin = conditionMargin(condition, this.#rows, row)
      const held = (this.#flagsAhead & (1 << condition)) !== 0
      // On the limit itself, as when a dose arrives at the very crossing, rounding must not undo it.
      if (margin > 0 === held || Math.abs(margin) < 1e-9) continue
      this.#flagsAhead ^= 1 << condition
      const time =
        from < 0
          ? nanosecondCeiling(this.#value(row, Breath.time))
          : this.#crossingSeconds(condition, from, held)
      this.#crossings.insert(time, condition)
    }
  }

  /** Time at which a condition changes within the step that starts at a row: bisection to the nanosecond. */
  #crossingSeconds(condition: number, from: number, held: boolean): number {
    const start = this.#value(from, Breath.time)
    let low = 0
    let high = this.#value(from + ROW, Breath.time) - start
    while (high - low > 5e-10) {
      const middle = (low + high) / 2
      this.#partialStep(from, middle)
      if (conditionMargin(condition, this.#rows, READ_ROW) > 0 === held) low = middle
      else high = middle
    }
    return nanosecondCeiling(start + high)
  }
}
