// What `src/experiment` knows of anything it runs. A hospital is one Model; an M/M/1 queue is another.

import { type Effect, type Schema } from "effect"
import { type Simulation } from "../engine/Simulation.ts"

export interface MetricDescriptor {
  readonly id: string
  readonly title: string
  /** Unit of the value, as printed on an axis: "min/patient-h", "s", "1". */
  readonly unit: string
  readonly direction: "lower-is-better" | "higher-is-better" | "neutral"
  /** What the metric means, how it is computed, and its source or that it is an assumption. */
  readonly description: string
  /** Heading under which tables list it. */
  readonly group?: string
}

/** One quantity sampled over simulated time; `timesSeconds` and `values` have equal length. */
export interface TimeSeries {
  readonly id: string
  readonly title: string
  readonly unit: string
  readonly timesSeconds: ReadonlyArray<number>
  readonly values: ReadonlyArray<number>
}

/** An interval to be shaded on every time axis, such as an attack. */
export interface TimeWindow {
  readonly label: string
  readonly startSeconds: number
  readonly endSeconds: number
}

/** How a note about an assumption of the model begins: the same for every run, so readers may fold these away. */
export const ASSUMPTION_NOTE = "Assumption: "

/** Rows of one run for a person to read, such as who came to harm; experiments leave them out. */
export interface OutcomeTable {
  readonly id: string
  readonly title: string
  /** What the rows mean, and what they leave out. */
  readonly description: string
  readonly columns: ReadonlyArray<{ readonly id: string; readonly title: string; readonly unit?: string }>
  /** A cell for each column; null where there is nothing to say. */
  readonly rows: ReadonlyArray<ReadonlyArray<string | number | null>>
}

export interface Outcome {
  /** Value of every metric the model lists; NaN when a run has nothing to measure (no alarm was raised). */
  readonly metrics: Readonly<Record<string, number>>
  readonly series: ReadonlyArray<TimeSeries>
  readonly windows: ReadonlyArray<TimeWindow>
  /** What a reader of the result must know: assumptions and weak data that this run used, attacks that failed and why. */
  readonly notes: ReadonlyArray<string>
  readonly tables?: ReadonlyArray<OutcomeTable>
}

export interface Model<Parameters = unknown> {
  readonly id: string
  readonly title: string
  /** Decodes untrusted parameters (parsed YAML or JSON); unknown keys are refused. */
  readonly parameters: Schema.Codec<Parameters, unknown>
  readonly metrics: ReadonlyArray<MetricDescriptor>
  /** Named base parameters, undecoded: what a file may build on. */
  readonly presets: Readonly<Record<string, unknown>>
  readonly simulate: (parameters: Parameters) => Effect.Effect<Outcome, never, Simulation>
}

/** A finished replication. `fingerprint` is the same on every machine for the same model version, parameters and seed. */
export interface RunResult extends Outcome {
  readonly fingerprint: string
  readonly events: number
  readonly simulatedSeconds: number
}

/** A model without the type of its parameters, for lists of models: it must be given only what its `parameters` decoded. */
export const listedModel = <Parameters>(model: Model<Parameters>): Model => model as unknown as Model
