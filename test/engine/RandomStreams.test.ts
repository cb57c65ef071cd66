import alea from "seedrandom/lib/alea.js"
import { assert, describe, it } from "vitest"
import { RandomStreams } from "../../src/engine/RandomStreams.ts"

describe("a random stream", () => {
  it("draws what seedrandom's alea draws with the stream's key", () => {
    for (let entity = 0; entity < 200; entity++) {
      const ours = new RandomStreams(7, 3).stream("arrivals/ward-3", entity)
      const theirs = alea(`7/3/arrivals/ward-3/${entity}`)
      for (let draw = 0; draw < 500; draw++) assert.strictEqual(ours(), theirs())
    }
  })

  it("draws the same whenever it is first asked, and whoever else draws meanwhile", () => {
    const streams = new RandomStreams(1, 0)
    const [late, other] = [streams.stream("late"), streams.stream("other")]
    for (let draw = 0; draw < 10; draw++) other()
    const again = new RandomStreams(1, 0).stream("late")
    assert.deepStrictEqual([late(), late(), late()], [again(), again(), again()])
  })
})
