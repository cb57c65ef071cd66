// What an experiment file becomes, and how its mistakes are told.

import { describe, it } from "@effect/vitest"
import { Effect, JsonSchema, Schema } from "effect"
import { assert } from "vitest"
import { ExperimentFile } from "../../src/experiment/ExperimentFile.ts"
import { decodeToy, TOY_EXPERIMENT } from "./toyExperiment.ts"

const errorOf = (text: string, isQuick = false) => Effect.flip(decodeToy(text, isQuick))

describe("decodeExperiment", () => {
  it.effect("makes every combination of levels, each merged onto the base", () =>
    Effect.gen(function* () {
      const experiment = yield* decodeToy()
      assert.deepStrictEqual(
        experiment.cells.map(({ levels, parameters }) => ({ levels, parameters })),
        [
          {
            levels: { server: "slow", load: "usual" },
            parameters: { arrivals: "0.5 1/s", services: "1 1/s", duration: "10 min" }
          },
          {
            levels: { server: "slow", load: "heavy" },
            parameters: { arrivals: "0.8 1/s", services: "1 1/s", duration: "10 min" }
          },
          {
            levels: { server: "fast", load: "usual" },
            parameters: { arrivals: "0.5 1/s", services: "1.25 1/s", duration: "10 min" }
          },
          {
            levels: { server: "fast", load: "heavy" },
            parameters: { arrivals: "0.8 1/s", services: "1.25 1/s", duration: "10 min" }
          }
        ]
      )
      assert.deepStrictEqual(experiment.plan, { _tag: "Fixed", count: 6 })
      assert.strictEqual(experiment.factors[1]?.title, "load")
    })
  )

  it.effect("takes the quick version on request", () =>
    Effect.gen(function* () {
      const experiment = yield* decodeToy(TOY_EXPERIMENT, true)
      assert.deepStrictEqual(experiment.plan, { _tag: "Fixed", count: 2 })
      assert.isTrue(
        experiment.cells.every(({ parameters }) => (parameters as { duration: string }).duration === "1 min")
      )
    })
  )

  it.effect("changes one factor at a time around the baselines", () =>
    Effect.gen(function* () {
      const experiment = yield* decodeToy(`${TOY_EXPERIMENT}design: one-at-a-time\n`)
      assert.deepStrictEqual(
        experiment.cells.map(({ levels }) => levels),
        [
          { server: "slow", load: "usual" },
          { server: "fast", load: "usual" },
          { server: "slow", load: "heavy" }
        ]
      )
    })
  )

  it.effect("runs a scenario without base and factors as one cell", () =>
    Effect.gen(function* () {
      const experiment = yield* decodeToy(
        "id: one\ntitle: One\nquestion: One?\nmodel: toy-queue\nscenario: { arrivals: 1 1/s, services: 2 1/s, duration: 1 min }\nreplications: 1\nprimaryMetric: served\n"
      )
      assert.deepStrictEqual(
        experiment.cells.map(({ levels }) => levels),
        [{}]
      )
      assert.strictEqual(experiment.seed, 1)
    })
  )

  it.effect("points at a level's mistake once, however many cells have it", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(TOY_EXPERIMENT.replace("services: 1.25 1/s", "services: 1.25"))
      assert.lengthOf(error.problems, 1)
      assert.include(
        error.message,
        "experiment.yaml:15:21: factors[0].levels[1].set.services: expected a number and a unit"
      )
    })
  )

  it.effect("points at a misspelt parameter in the quick version", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(TOY_EXPERIMENT.replace("    duration:", "    durration:"), true)
      assert.include(
        error.message,
        'experiment.yaml:31:5: quick.scenario.durration: unknown key, did you mean "duration"?'
      )
    })
  )

  it.effect.each([
    ["model: toy-queue", "model: toy-que", 'unknown model "toy-que", did you mean "toy-queue"?'],
    ["base: calm", "base: clam", 'unknown preset "clam", did you mean "calm"?'],
    ["primaryMetric: mean-wait", "primaryMetric: mean-weight", 'did you mean "mean-wait"?'],
    ["- factor: server", "- factor: sever", 'unknown factor "sever", did you mean "server"?'],
    ["baseline: slow", "baseline: slw", 'unknown level "slw", did you mean "slow"?'],
    ["id: heavy", "id: usual", "this id is used by a level above"],
    ["id: load", "id: server", "this id is used by a factor above"],
    ["id: toy", "id: ../toy", "an id of lower-case letters"],
    ["replications: 6", "replications: 0", "a whole number from 1"],
    ["replications: 6", "replications: { maximum: 50 }", "needs absoluteHalfWidth or relativeHalfWidth"],
    [
      "replications: 6",
      "replications: { maximum: 12, absoluteHalfWidth: 1 }",
      "maximum must be at least minimum + lookAhead"
    ],
    ["seed: 42", "sed: 42", 'unknown key, did you mean "seed"?']
  ] as const)("refuses %j changed to %j", ([from, to, message]) =>
    Effect.gen(function* () {
      const error = yield* errorOf(TOY_EXPERIMENT.replace(from, to))
      assert.include(error.message, message)
      const line = TOY_EXPERIMENT.replace(from, to)
        .split("\n")
        .findLastIndex((text) => text.includes(to))
      assert.strictEqual(error.problems[0]?.line, line + 1)
    })
  )

  it.effect("refuses a precision of differences where nothing is compared", () =>
    Effect.gen(function* () {
      const text = TOY_EXPERIMENT.replace(/comparisons:\n.*\n.*\n/u, "").replace(
        "replications: 6",
        "replications: { absoluteHalfWidth: 1, maximum: 20, of: differences }"
      )
      const error = yield* errorOf(text)
      assert.include(error.message, "experiment.yaml:22:56: replications.of: there are no differences")
    })
  )

  it.effect("refuses a design of very many cells and says what would do", () =>
    Effect.gen(function* () {
      const levels = Array.from({ length: 40 }, (_, index) => `      - id: l${index}`).join("\n")
      const factor = (id: string) => `  - id: ${id}\n    levels:\n${levels}\n`
      const text = TOY_EXPERIMENT.replace("replications: 6", `${factor("a")}${factor("b")}replications: 6`)
      const error = yield* errorOf(text)
      assert.include(error.message, "these factors make 6400 cells; the limit is 1000")
    })
  )

  it("describes its file to an editor in draft-07", () => {
    const { schema } = JsonSchema.toDocumentDraft07(
      Schema.toJsonSchemaDocument(ExperimentFile, { onExcessProperty: "error" })
    )
    assert.deepStrictEqual(schema["required"], [
      "id",
      "title",
      "question",
      "model",
      "replications",
      "primaryMetric"
    ])
    const properties = schema["properties"] as Record<string, Record<string, unknown>>
    assert.strictEqual(properties["seed"]?.["default"], 1)
  })
})
