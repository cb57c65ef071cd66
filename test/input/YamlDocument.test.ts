// What a person sees when a file is wrong: every problem, its place, and the remedy.

import { describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { assert } from "vitest"
import { count, quantity } from "../../src/input/Quantity.ts"
import { decodeYaml, LARGEST_FILE_BYTES, parseYaml } from "../../src/input/YamlDocument.ts"

const Attack = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("flood"),
    rate: quantity("frameRate", { description: "Frames sent." })
  }),
  Schema.Struct({ kind: Schema.Literal("replay"), copies: count({ description: "Copies." }) })
])

const Scenario = Schema.Struct({
  duration: quantity("duration", { description: "Length of the run." }),
  pumps: count({ description: "Pumps.", minimum: 1 }),
  cipher: Schema.Literals(["none", "mutual-tls"]),
  attacks: Schema.Array(Attack)
})

const GOOD = "duration: 8 h\npumps: 3\ncipher: none\nattacks:\n  - kind: flood\n    rate: 2000 frame/s\n"

const errorOf = (text: string) => Effect.flip(decodeYaml(Scenario, text, "ward.yaml"))

describe("decodeYaml", () => {
  it.effect("decodes a good file", () =>
    Effect.gen(function* () {
      const scenario: unknown = yield* decodeYaml(Scenario, GOOD, "ward.yaml")
      assert.deepStrictEqual(scenario, {
        duration: 28_800,
        pumps: 3,
        cipher: "none",
        attacks: [{ kind: "flood", rate: 2000 }]
      })
    })
  )

  it.effect("reads JSON too", () =>
    Effect.gen(function* () {
      const scenario = yield* decodeYaml(
        Scenario,
        '{"duration": "1 h", "pumps": 1, "cipher": "none", "attacks": []}',
        "ward.json"
      )
      assert.strictEqual(scenario.pumps, 1)
    })
  )

  it.effect("points at line and column with a frame and the nearest value", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(GOOD.replace("none", "mutual-tsl"))
      assert.strictEqual(
        error.message,
        [
          'ward.yaml:3:9: cipher: expected one of none, mutual-tls; found "mutual-tsl", did you mean "mutual-tls"?',
          "  2 | pumps: 3",
          "> 3 | cipher: mutual-tsl",
          "    |         ^^^^^^^^^^",
          "  4 | attacks:"
        ].join("\n")
      )
    })
  )

  it.effect("reports everything at once, in the order of the file", () =>
    Effect.gen(function* () {
      const text =
        "duration: 8\npumbs: 12\ncipher: none\nattacks:\n  - kind: flod\n  - kind: flood\n    rate: 3\n    rat: 4\n"
      const error = yield* errorOf(text)
      assert.deepStrictEqual(
        error.problems.map(({ line, column, path }) => [line, column, path]),
        [
          [1, 1, ""],
          [1, 11, "duration"],
          [2, 1, "pumbs"],
          [5, 11, "attacks[0].kind"],
          [7, 11, "attacks[1].rate"],
          [8, 5, "attacks[1].rat"]
        ]
      )
      assert.include(error.message, "6 problems in ward.yaml")
      assert.include(error.message, 'missing "pumps": a whole number, at least 1')
      assert.include(error.message, 'unknown key, did you mean "pumps"?')
      assert.include(error.message, 'found "flod", did you mean "flood"?')
      assert.include(error.message, 'unknown key, did you mean "rate"? valid keys: kind, rate')
    })
  )

  it.effect("says which value tells the kinds apart when it is missing", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(GOOD.replace("kind: flood\n    ", ""))
      assert.include(error.message, 'ward.yaml:5:5: attacks[0]: missing "kind": one of flood, replay')
    })
  )

  it.effect("refuses a repeated key", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(`${GOOD}pumps: 4\n`)
      assert.include(error.message, "ward.yaml:7:1: this key is there twice")
    })
  )

  it.effect("reports every syntax error with its place", () =>
    Effect.gen(function* () {
      const error = yield* errorOf("duration: [1\npumps: 3\n")
      assert.isAbove(error.problems.length, 0)
      assert.isAbove(error.problems[0]?.line ?? 0, 0)
    })
  )

  it.effect.each(['a: !!js/function "x"', "a: !secret x", "--- 1\n--- 2", ""])("refuses %j", (text) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(parseYaml(text, "ward.yaml"))
      assert.strictEqual(error._tag, "InvalidInput")
    })
  )

  it.effect("refuses a file over the size limit and tells the limit", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(`# ${"é".repeat(LARGEST_FILE_BYTES / 2)}`)
      assert.include(error.message, "the limit is 1000000 bytes (1 MB)")
    })
  )

  it.effect("refuses aliases that multiply", () =>
    Effect.gen(function* () {
      const row = (name: string, of: string) =>
        `${name}: &${name} [${Array.from({ length: 9 }, () => of).join(", ")}]`
      const text = [row("a", "x"), row("b", "*a"), row("c", "*b"), row("d", "*c"), row("e", "*d")].join("\n")
      const error = yield* Effect.flip(parseYaml(text, "ward.yaml"))
      assert.include(error.message, "aliases (*name) may add at most 100")
    })
  )

  it.effect("refuses bottomless nesting in one short message", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(parseYaml("[".repeat(20_000), "ward.yaml"))
      assert.include(error.message, "nested too deeply")
      assert.isBelow(error.message.length, 500)
    })
  )

  it.effect("reads a map of very many keys and finds the one that is repeated", () =>
    Effect.gen(function* () {
      const keys = Array.from({ length: 20_000 }, (_, index) => `key${index}: 1`)
      const error = yield* Effect.flip(parseYaml([...keys, "key7: 1"].join("\n"), "ward.yaml"))
      assert.include(error.message, "ward.yaml:20001:1: this key is there twice")
      const unknown = yield* errorOf(keys.join("\n"))
      assert.strictEqual(unknown.problems.length, 20_004)
    })
  )

  it.effect("treats __proto__ as an unknown key", () =>
    Effect.gen(function* () {
      const error = yield* errorOf(`${GOOD}__proto__:\n  pumps: 4\n`)
      assert.include(error.message, "ward.yaml:7:1: __proto__: unknown key")
      assert.isUndefined(({} as Record<string, unknown>)["pumps"])
    })
  )

  it.effect("points through an alias at the value it stands for", () =>
    Effect.gen(function* () {
      const text =
        "duration: 8 h\npumps: 3\ncipher: none\nattacks:\n  - &first\n    kind: flood\n    rate: 2 h\n  - *first\n"
      const error = yield* errorOf(text)
      assert.deepStrictEqual(
        error.problems.map(({ line, column }) => [line, column]),
        [
          [7, 11],
          [7, 11]
        ]
      )
    })
  )
})
