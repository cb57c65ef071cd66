// One suite for every list of extension points: each file of the folder is listed, each entry answers its contract.

import { readdirSync, readFileSync } from "node:fs"
import { Schema } from "effect"
import { assert, describe, it } from "vitest"
import { attacks } from "../../models/attacks/all.ts"
import { defences } from "../../models/defences/all.ts"
import { metricFamilies } from "../../models/metrics/all.ts"
import { models } from "../../models/all.ts"

const CONTRACT_FILES = new Set(["all.ts", "fields.ts"])

const modulesOf = (folder: string) =>
  readdirSync(new URL(`../../models/${folder}/`, import.meta.url))
    .filter((name) => name.endsWith(".ts") && !CONTRACT_FILES.has(name) && /^[a-z]/u.test(name))
    .map((name) => name.slice(0, -3))

describe.each(["attacks", "defences", "metrics"])("models/%s", (folder) => {
  it("lists every module of the folder in all.ts", () => {
    const list = readFileSync(new URL(`../../models/${folder}/all.ts`, import.meta.url), "utf8")
    for (const module of modulesOf(folder))
      assert.include(list, `"./${module}.ts"`, `${module} is not listed`)
  })
})

describe("attacks", () => {
  const minimal = (id: string, position: string) => ({ id, position, start: "1 h", duration: "1 h" })

  it.each(attacks.map((attack) => [attack.id, attack] as const))(
    "%s decodes from every position it names",
    (id, attack) => {
      for (const position of attack.positions) {
        const decoded = Schema.decodeUnknownSync(
          attack.parameters as Schema.Codec<{ position: string }, unknown>
        )(minimal(id, position))
        assert.strictEqual(decoded.position, position)
      }
    }
  )

  it.each(attacks.map((attack) => [attack.id, attack] as const))(
    "%s refuses a position it cannot start from",
    (id, attack) => {
      assert.throws(() =>
        Schema.decodeUnknownSync(attack.parameters as Schema.Codec<unknown, unknown>)(minimal(id, "moon"))
      )
    }
  )

  it.each(attacks.map((attack) => [attack.id, attack] as const))(
    "%s cites sources, tags and a precondition",
    (_, attack) => {
      assert.isAbove(attack.sources.length, 0)
      assert.isAbove(attack.precondition.length, 0)
      for (const technique of attack.tags.ics) assert.match(technique, /^T\d{4}$/u)
      for (const threat of attack.tags.emb3d) assert.match(threat, /^TID-\d{3}$/u)
    }
  )

  it("has no capability when it lasts no time", () => {
    for (const attack of attacks) {
      const schema = attack.parameters as Schema.Codec<never, unknown>
      const parameters = Schema.decodeUnknownSync(schema)({
        ...minimal(attack.id, attack.positions[0] as string),
        duration: "0 s"
      })
      assert.strictEqual(attack.capability(parameters), 0, attack.id)
    }
  })
})

describe("defences", () => {
  it.each(defences.map((defence) => [defence.id, defence] as const))(
    "%s decodes from its id alone and states its price",
    (id, defence) => {
      const decoded = Schema.decodeUnknownSync(defence.parameters as Schema.Codec<{ id: string }, unknown>)({
        id
      })
      assert.strictEqual(decoded.id, id)
      assert.isAbove(defence.price.length, 0)
      assert.isAbove(defence.sources.length, 0)
    }
  )
})

describe("metrics", () => {
  it("have unique ids, units and descriptions", () => {
    const metrics = metricFamilies.flatMap((family) => family.metrics)
    assert.strictEqual(new Set(metrics.map((metric) => metric.id)).size, metrics.length)
    for (const metric of metrics) {
      assert.isAbove(metric.unit.length, 0, metric.id)
      assert.isAbove(metric.description.length, 10, metric.id)
    }
  })
})

describe("models", () => {
  it.each(models.map((model) => [model.id, model] as const))("%s decodes each of its presets", (_, model) => {
    for (const [name, preset] of Object.entries(model.presets)) {
      assert.doesNotThrow(() => Schema.decodeUnknownSync(model.parameters)(preset), undefined, name)
    }
  })
})
