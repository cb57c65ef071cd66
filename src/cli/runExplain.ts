// Carries out `wardsim explain`: the causal chain of one harm in words, or as JSON.

import { Console, Effect, Option, Schema } from "effect"
import {
  explainHarm,
  type ChainEvent,
  type HarmExplanation,
  type NoHarm
} from "../../models/hospital/reports/explanation.ts"
import { timeInWords } from "../../models/hospital/reports/harmReport.ts"
import { Scenario } from "../../models/hospital/Scenario.ts"
import { hospitalModel } from "../../models/hospital/hospitalModel.ts"
import { CommandFailure, exitCodes } from "./exitCodes.ts"
import { readScenario } from "./scenarioInput.ts"
import { formatColumns } from "./table.ts"

export interface ExplainInput {
  readonly scenario: string
  readonly patient: Option.Option<number>
  readonly seed: number
  readonly replication: number
  readonly json: boolean
}

/** Waits of one process in a row, told once. */
interface Told {
  readonly event: ChainEvent
  waits: number
}

const fold = (chain: ReadonlyArray<ChainEvent>): ReadonlyArray<Told> => {
  const told: Array<Told> = []
  for (const event of chain) {
    const last = told.at(-1)
    const isSame = event.kind === "process wakes" && last?.event.kind === "process wakes"
    const next = told.length
    if (isSame && last.event.process === event.process && last.waits > 0) {
      told[next - 1] = { event, waits: last.waits + 1 }
    } else told.push({ event, waits: isSame ? 1 : 0 })
  }
  return told
}

const inWords = ({ event, waits }: Told, patient: number): string => {
  const { entity, kind, notes, process } = event
  const remark = notes.length === 0 ? "" : `: ${notes.join("; ")}`
  const whose = entity === patient ? "this patient's pump" : `number ${entity}`
  if (process === undefined) return `${kind} (${whose})${remark}`
  if (kind === "process starts") return `"${process}" starts${remark}`
  return `"${process}" acts${waits > 1 ? `, after ${waits} waits` : ""}${remark}`
}

const formatSteps = (steps: ReadonlyArray<{ readonly timeSeconds: number; readonly text: string }>): string =>
  formatColumns(
    [
      { title: "time", align: "right" },
      { title: "what", align: "left" }
    ],
    steps.map(({ text, timeSeconds }) => [timeInWords(timeSeconds), text])
  )

const formatExplanation = (explanation: HarmExplanation): string => {
  const { category, chain, drug, event, harmSeconds, isComplete, patient, story } = explanation
  const steps = fold(chain).map((told) => ({
    timeSeconds: told.event.timeSeconds,
    text: inWords(told, patient)
  }))
  const back =
    chain.length === 0
      ? [
          "No hostile command was obeyed by this patient's pump before the harm: what is told above is what came before, not what caused it. The paired run without the attack tells which harms are the attack's."
        ]
      : [
          `From the attacker's first action to the pump${isComplete ? "" : " (the trace was too long for the beginning)"}:`,
          formatSteps(steps),
          `From the command to the harm: ${timeInWords(harmSeconds - (chain.at(-1)?.timeSeconds ?? harmSeconds))}.`
        ]
  return [
    `Patient ${patient} (${drug}): ${event.title.toLowerCase()} at ${timeInWords(harmSeconds)}; worst class of the run ${category}.`,
    formatSteps(story),
    back.join("\n")
  ].join("\n\n")
}

const formatNoHarm = ({ category, patient }: NoHarm): string =>
  patient === null
    ? "No patient came to harm of class E or worse in this run: there is nothing to explain."
    : `Patient ${patient} came to no harm of class E or worse in this run; worst class ${category ?? "none"}.`

const isNoHarm = (found: HarmExplanation | NoHarm): found is NoHarm => !("event" in found)

/** Runs the scenario twice, the second time with tracing up to the harm, and prints why it happened. */
export const runExplain = Effect.fn("runExplain")(function* (input: ExplainInput) {
  const { replication, seed } = input
  const { model, parameters } = yield* readScenario(input.scenario)
  if (model.id !== hospitalModel.id) {
    return yield* new CommandFailure({
      message: `explain is for patients: "${input.scenario}" is of the model "${model.id}"`,
      exitCode: exitCodes.usage
    })
  }
  // readScenario has decoded it once: what is left can only be a defect.
  const scenario = Schema.decodeUnknownSync(Scenario)(parameters)
  const patients = scenario.pumps.bedside + scenario.pumps.wearable
  const patient = Option.getOrUndefined(input.patient)
  if (patient !== undefined && patient >= patients) {
    return yield* new CommandFailure({
      message: `no patient ${patient}: there are ${patients}, from 0 to ${patients - 1}`,
      exitCode: exitCodes.usage
    })
  }
  const found = yield* Effect.fromResult(
    explainHarm(scenario, { seed, replication, ...(patient === undefined ? {} : { patient }) })
  ).pipe(
    Effect.mapError((error) => new CommandFailure({ message: error.message, exitCode: exitCodes.failure }))
  )
  const head = { scenario: input.scenario, seed, replication }
  if (input.json) return yield* Console.log(JSON.stringify({ ...head, ...found }, undefined, 2))
  return yield* Console.log(isNoHarm(found) ? formatNoHarm(found) : formatExplanation(found))
})
