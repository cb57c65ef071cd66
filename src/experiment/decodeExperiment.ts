// From the text of experiment.yaml to an experiment that can run: every name it mentions exists and every cell's parameters
// decode, or one error tells all places in the file where they do not.

import { Effect, Result } from "effect"
import { type InvalidInput, makeInvalidInput, type Problem } from "../input/InvalidInput.ts"
import { applyPatches, decodePatched, type PatchStack } from "../input/mergePatch.ts"
import { nearest } from "../input/nearest.ts"
import { type Path } from "../input/schemaProblems.ts"
import { decodeDocument, parseYaml, type YamlDocument } from "../input/YamlDocument.ts"
import { type PrecisionTarget } from "../statistics/stoppingRule.ts"
import { canonicalJson } from "./canonicalJson.ts"
import { type DesignFactor, fullFactorial, type Levels, oneAtATime } from "./design.ts"
import { ExperimentFile } from "./ExperimentFile.ts"
import { type Model } from "./Model.ts"
import { type FactorDescription } from "./Results.ts"

const MOST_CELLS = 1000

export interface Cell {
  readonly levels: Levels
  /** Parameters of the model, undecoded: plain data that can go to another thread. */
  readonly parameters: unknown
  /** Equal for cells whose parameters are equal, which run once. */
  readonly key: string
}

export type ReplicationPlan =
  | { readonly _tag: "Fixed"; readonly count: number }
  | { readonly _tag: "Precision"; readonly of: "cells" | "differences"; readonly target: PrecisionTarget }

export interface Experiment {
  readonly id: string
  readonly title: string
  readonly question: string
  readonly description: string
  readonly model: Model
  readonly seed: number
  readonly plan: ReplicationPlan
  readonly primaryMetric: string
  /** Metrics in the printed table besides the primary one; all when empty. */
  readonly shownMetrics: ReadonlyArray<string>
  readonly factors: ReadonlyArray<FactorDescription>
  readonly cells: ReadonlyArray<Cell>
  readonly comparisons: ReadonlyArray<{ readonly factor: string; readonly baseline: string }>
  /** Whether this is the shortened version that the file's `quick` describes. */
  readonly isQuick: boolean
}

export interface DecodeExperimentOptions {
  readonly models: ReadonlyArray<Model>
  /** Takes the shortened version. */
  readonly isQuick?: boolean
}

const unknownName = (kind: string, name: string, known: ReadonlyArray<string>): string => {
  const suggestion = nearest(name, known)
  const hint = suggestion === undefined ? "" : `, did you mean "${suggestion}"?`
  return `unknown ${kind} "${name}"${hint}${hint === "" ? ";" : ""} known: ${known.join(", ")}`
}

const repeated = (ids: ReadonlyArray<string>): ReadonlyArray<number> =>
  ids.flatMap((id, index) => (ids.indexOf(id) === index ? [] : [index]))

/** What a schema cannot see: names that must match other names. */
const nameProblems = (file: ExperimentFile, document: YamlDocument, model: Model): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  const report = (path: Path, message: string) => problems.push(document.problemAt(path, message))
  const metrics = model.metrics.map((metric) => metric.id)
  if (!metrics.includes(file.primaryMetric)) {
    report(["primaryMetric"], unknownName("metric", file.primaryMetric, metrics))
  }
  for (const [index, shown] of file.shownMetrics.entries()) {
    if (!metrics.includes(shown)) report(["shownMetrics", index], unknownName("metric", shown, metrics))
  }
  const presets = Object.keys(model.presets)
  if (file.base !== undefined && !presets.includes(file.base)) {
    report(["base"], unknownName("preset", file.base, presets))
  }
  const factorIds = file.factors.map((factor) => factor.id)
  for (const index of repeated(factorIds))
    report(["factors", index, "id"], "this id is used by a factor above")
  for (const [index, factor] of file.factors.entries()) {
    for (const level of repeated(factor.levels.map(({ id }) => id))) {
      report(["factors", index, "levels", level, "id"], "this id is used by a level above")
    }
  }
  for (const [index, { factor, baseline }] of file.comparisons.entries()) {
    const compared = file.factors.find(({ id }) => id === factor)
    if (compared === undefined)
      report(["comparisons", index, "factor"], unknownName("factor", factor, factorIds))
    else {
      const levels = compared.levels.map(({ id }) => id)
      if (!levels.includes(baseline)) {
        report(["comparisons", index, "baseline"], unknownName("level", baseline, levels))
      }
    }
  }
  for (const index of repeated(file.comparisons.map(({ factor }) => factor))) {
    report(["comparisons", index, "factor"], "this factor is compared above")
  }
  const plans = [
    { path: ["replications"], plan: file.replications },
    { path: ["quick", "replications"], plan: file.quick?.replications ?? 1 }
  ]
  for (const { path, plan } of plans) {
    if (typeof plan !== "number" && plan.of === "differences" && file.comparisons.length === 0) {
      report([...path, "of"], "there are no differences: the experiment has no comparisons")
    }
  }
  return problems
}

const planOf = (replications: ExperimentFile["replications"]): ReplicationPlan => {
  if (typeof replications === "number") return { _tag: "Fixed", count: replications }
  const { of, ...target } = replications
  return { _tag: "Precision", of, target }
}

const patchesOf = (file: ExperimentFile, levels: Levels, isQuick: boolean): ReadonlyArray<Path> => [
  ["scenario"],
  ...file.factors.map((factor, index): Path => {
    const level = factor.levels.findIndex(({ id }) => id === levels[factor.id])
    return ["factors", index, "levels", level, "set"]
  }),
  ...(isQuick ? [["quick", "scenario"]] : [])
]

/** Reads an experiment file; `fileName` is for messages. */
export const decodeExperiment = Effect.fnUntraced(function* (
  text: string,
  fileName: string,
  options: DecodeExperimentOptions
): Effect.fn.Return<Experiment, InvalidInput> {
  const document = yield* parseYaml(text, fileName)
  const file = yield* decodeDocument(ExperimentFile, document)
  const { models, isQuick = false } = options
  const model = models.find(({ id }) => id === file.model)
  if (model === undefined) {
    const message = unknownName(
      "model",
      file.model,
      models.map(({ id }) => id)
    )
    return yield* makeInvalidInput(fileName, [document.problemAt(["model"], message)])
  }
  const problems = nameProblems(file, document, model)
  if (problems.length > 0) return yield* makeInvalidInput(fileName, problems)

  const baselines = new Map(file.comparisons.map(({ factor, baseline }) => [factor, baseline]))
  const factors = file.factors.map((factor): DesignFactor => {
    const first = factor.levels[0]?.id ?? ""
    return { id: factor.id, levels: factor.levels, baseline: baselines.get(factor.id) ?? first }
  })
  const cellCount =
    file.design === "full-factorial"
      ? file.factors.reduce((product, { levels }) => product * levels.length, 1)
      : 0
  if (cellCount > MOST_CELLS) {
    const message = `these factors make ${cellCount} cells; the limit is ${MOST_CELLS}: take fewer levels, or design: one-at-a-time`
    return yield* makeInvalidInput(fileName, [document.problemAt(["factors"], message)])
  }
  const combinations = file.design === "full-factorial" ? fullFactorial(factors) : oneAtATime(factors)
  const base = file.base === undefined ? {} : model.presets[file.base]
  const basePath: Path = file.base === undefined ? ["scenario"] : ["base"]
  const found = new Map<string, Problem>()
  const cells: Array<Cell> = []
  for (const levels of combinations) {
    const stack: PatchStack = { document, base, patches: patchesOf(file, levels, isQuick), basePath }
    const decoded = yield* Effect.result(decodePatched(model.parameters, stack))
    if (Result.isFailure(decoded)) {
      // One mistake in the base shows in every cell; it is told once.
      for (const one of decoded.failure.problems) found.set(`${one.line}:${one.column}:${one.message}`, one)
    }
    const parameters = applyPatches(stack)
    cells.push({ levels, parameters, key: canonicalJson(parameters) })
  }
  if (found.size > 0) return yield* makeInvalidInput(fileName, [...found.values()])

  return {
    id: file.id,
    title: file.title,
    question: file.question,
    description: file.description ?? "",
    model,
    seed: file.seed,
    plan: planOf((isQuick ? file.quick?.replications : undefined) ?? file.replications),
    primaryMetric: file.primaryMetric,
    shownMetrics: file.shownMetrics,
    factors: file.factors.map(({ id, title = id, levels }) => ({
      id,
      title,
      levels: levels.map((level) => ({ id: level.id, title: level.title ?? level.id }))
    })),
    cells,
    comparisons: file.comparisons,
    isQuick
  }
})
