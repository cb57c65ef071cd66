// What a failed run tells a person to type.

import { assert, describe, it } from "vitest"
import { replayCommand } from "../../src/cli/runScenario.ts"

const input = { scenario: "ward", seed: 7, replication: 2, strictData: false }

describe("the command that replays a run", () => {
  it("names scenario, seed and replication", () => {
    assert.strictEqual(replayCommand(input), "wardsim run ward --seed 7 --replication 2")
  })

  it("repeats --strict-data, without which the figures may be others", () => {
    assert.strictEqual(
      replayCommand({ ...input, strictData: true }),
      "wardsim run ward --seed 7 --replication 2 --strict-data"
    )
  })

  it("quotes a file that a shell would take for several words", () => {
    assert.strictEqual(
      replayCommand({ ...input, scenario: "my wards/night.yaml" }),
      'wardsim run "my wards/night.yaml" --seed 7 --replication 2'
    )
  })
})
