// RFC 7396 merging, and blame that lands in the file that wrote the patch.

import { describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { assert } from "vitest"
import { decodePatched, mergePatch } from "../../src/input/mergePatch.ts"
import { count } from "../../src/input/Quantity.ts"
import { parseYaml } from "../../src/input/YamlDocument.ts"

describe("mergePatch", () => {
  // The test cases of RFC 7396, appendix A.
  it.each([
    [{ a: "b" }, { a: "c" }, { a: "c" }],
    [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
    [{ a: "b" }, { a: null }, {}],
    [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
    [{ a: ["b"] }, { a: "c" }, { a: "c" }],
    [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
    [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
    [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
    [
      ["a", "b"],
      ["c", "d"],
      ["c", "d"]
    ],
    [{ a: "b" }, ["c"], ["c"]],
    [{ a: "foo" }, null, null],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: "b", c: null }, { a: "b" }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }]
  ])("merges %j with %j into %j", (base, patch, expected) => {
    assert.deepStrictEqual(mergePatch(base, patch), expected)
  })

  it("leaves its arguments alone", () => {
    const base = { a: { b: 1 } }
    mergePatch(base, { a: { b: 2, c: 3 } })
    assert.deepStrictEqual(base, { a: { b: 1 } })
  })
})

describe("decodePatched", () => {
  const Ward = Schema.Struct({
    ward: Schema.Struct({ beds: count({ description: "Beds." }), nurses: count({ description: "Nurses." }) })
  })
  const base = { ward: { beds: 10, nurses: 2 } }
  const text =
    "base: small\nlevels:\n  big:\n    ward:\n      beds: many\n  odd:\n    ward:\n      bads: 3\n  gone:\n    ward:\n      nurses:\n"
  const attempt = (level: string, of: unknown) =>
    Effect.gen(function* () {
      const document = yield* parseYaml(text, "study.yaml")
      return yield* Effect.flip(
        decodePatched(Ward, { document, base: of, patches: [["levels", level]], basePath: ["base"] })
      )
    })

  it.effect("points at the value the patch wrote", () =>
    Effect.gen(function* () {
      const error = yield* attempt("big", base)
      assert.include(
        error.message,
        'study.yaml:5:13: levels.big.ward.beds: expected a whole number, at least 0; found "many"'
      )
    })
  )

  it.effect("points at a key the patch misspelt", () =>
    Effect.gen(function* () {
      const error = yield* attempt("odd", base)
      assert.include(error.message, 'study.yaml:8:7: levels.odd.ward.bads: unknown key, did you mean "beds"?')
    })
  )

  it.effect("points at the map from which the patch removed a key", () =>
    Effect.gen(function* () {
      const error = yield* attempt("gone", base)
      assert.include(error.message, 'study.yaml:10:5: levels.gone.ward: missing "nurses"')
    })
  )

  it.effect("points at the base when the base is at fault", () =>
    Effect.gen(function* () {
      const error = yield* attempt("gone", { ward: { beds: 10, nurses: 2 }, roof: 1 })
      assert.include(error.message, "study.yaml:1:7: base: in roof: unknown key")
    })
  )
})
