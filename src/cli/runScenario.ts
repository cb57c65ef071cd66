// Carries out `wardsim run`: one replication, its metrics as a table or as JSON.

import { Console, Effect } from "effect"
import { formatNumber } from "../experiment/formatTable.ts"
import { ASSUMPTION_NOTE, type MetricDescriptor, type Model, type RunResult } from "../experiment/Model.ts"
import { Runner } from "../experiment/Runner.ts"
import { workerRunner } from "../experiment/WorkerRunner.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"
import { modelsModule } from "./modelsModule.ts"
import { readScenario } from "./scenarioInput.ts"
import { formatOutcomeTable } from "./outcomeTables.ts"
import { formatColumns } from "./table.ts"

export interface RunInput {
  readonly scenario: string
  readonly seed: number
  readonly replication: number
  readonly strictData: boolean
  readonly json: boolean
  /** Also metrics that are 0 and the assumptions. */
  readonly all: boolean
}

const formatJson = (input: RunInput, model: Model, result: RunResult): string =>
  JSON.stringify(
    {
      scenario: input.scenario,
      model: model.id,
      seed: input.seed,
      replication: input.replication,
      fingerprint: result.fingerprint,
      events: result.events,
      simulatedSeconds: result.simulatedSeconds,
      // What could not be measured is NaN, which JSON writes as null.
      metrics: result.metrics,
      units: Object.fromEntries(model.metrics.map(({ id, unit }) => [id, unit])),
      windows: result.windows,
      tables: result.tables ?? [],
      notes: result.notes
    },
    undefined,
    2
  )

const formatText = (input: RunInput, model: Model, result: RunResult): string => {
  const valueOf = ({ id }: MetricDescriptor): number => result.metrics[id] ?? Number.NaN
  const shown = model.metrics.filter((metric) => input.all || Math.abs(valueOf(metric)) > 0)
  const rows = [...new Set(shown.map(({ group }) => group))].flatMap((group) => [
    ...(group === undefined ? [] : [[group]]),
    ...shown
      .filter((metric) => metric.group === group)
      .map((metric) => [
        group === undefined ? metric.title : `  ${metric.title}`,
        formatNumber(valueOf(metric)),
        metric.unit
      ])
  ])
  const table = formatColumns(
    [
      { title: "metric", align: "left" },
      { title: "value", align: "right" },
      { title: "unit", align: "left" }
    ],
    rows
  )
  const about = [
    `${input.scenario}: ${model.title}`,
    `seed ${input.seed}, replication ${input.replication}: ${formatNumber(result.simulatedSeconds / 3600)} h simulated, ${result.events} events, fingerprint ${result.fingerprint}`
  ]
  const windows = result.windows.map(
    ({ label, startSeconds, endSeconds }) =>
      `${label}: from ${formatNumber(startSeconds / 3600)} h to ${formatNumber(endSeconds / 3600)} h`
  )
  const notes = result.notes.filter((note) => input.all || !note.startsWith(ASSUMPTION_NOTE))
  const folded = [
    [model.metrics.length - shown.length, "metrics are 0 or without data"] as const,
    [result.notes.length - notes.length, "assumptions were used"] as const
  ].flatMap(([count, what]) => (count === 0 ? [] : [`${count} ${what}; --all lists them.`]))
  const tables = (result.tables ?? []).map((one) => [formatOutcomeTable(one)])
  return [about, [table], ...tables, windows, notes, folded]
    .filter((part) => part.length > 0)
    .map((part) => part.join("\n"))
    .join("\n\n")
}

const quoted = (word: string): string => (/^[\w./\\:=@-]+$/u.test(word) ? word : JSON.stringify(word))

/** What a person types to have the same run again, with what was asked of its data. */
export const replayCommand = (
  input: Pick<RunInput, "scenario" | "seed" | "replication" | "strictData">
): string =>
  `wardsim run ${quoted(input.scenario)} --seed ${input.seed} --replication ${input.replication}${input.strictData ? " --strict-data" : ""}`

/** Runs one replication, on a worker so that Ctrl-C finds this thread listening, and prints it on stdout. */
export const runScenario = Effect.fn("runScenario")(
  function* (input: RunInput) {
    const { model, parameters } = yield* readScenario(input.scenario, { strictData: input.strictData })
    const runner = yield* Runner
    const { seed, replication } = input
    const outcome = yield* runner.run({
      model: model.id,
      parameters,
      seed,
      replication,
      replayCommand: replayCommand(input)
    })
    if (outcome._tag === "Failed") {
      return yield* new CommandFailure({ message: outcome.message, exitCode: exitCodes.failure })
    }
    yield* Console.log((input.json ? formatJson : formatText)(input, model, outcome.result))
  },
  Effect.provide(workerRunner({ modelsModule, workers: 1 }))
)
