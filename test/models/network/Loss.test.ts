import { assert, describe, it } from "vitest"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"
import { makeLoss } from "../../../models/network/Loss.ts"

const stream = (purpose: string) => new RandomStreams(21, 0).stream(purpose)

describe("Gilbert-Elliott loss", () => {
  const specification = {
    kind: "gilbert-elliott",
    meanGoodSeconds: 0.9,
    meanBadSeconds: 0.1,
    goodLoss: 0.01,
    badLoss: 0.7
  } as const

  it("loses 0.9 x 0.01 + 0.1 x 0.7 = 7.9 % in the long run, at any spacing of attempts", () => {
    for (const spacing of [0.01, 0.2, 3]) {
      const loss = makeLoss(specification, stream(`loss ${spacing}`))
      assert.closeTo(loss.meanShare, 0.079, 1e-12)
      let lost = 0
      const attempts = 400_000
      for (let index = 0; index < attempts; index++) if (loss.isLost(index * spacing)) lost++
      // Correlation over 0.09 s leaves at least attempts / (1 + 2 x 0.09 / spacing) independent ones: 4 sigma.
      const independent = attempts / (1 + 0.18 / spacing)
      assert.closeTo(lost / attempts, 0.079, 4 * Math.sqrt((0.079 * 0.921) / independent))
    }
  })

  it("loses in bursts: after a loss the next attempt 10 ms later is lost with pi + (1 - pi) exp(-rate dt)", () => {
    const loss = makeLoss({ ...specification, goodLoss: 0, badLoss: 1 }, stream("bursts"))
    let after = 0
    let both = 0
    let previous = false
    for (let index = 0; index < 400_000; index++) {
      const isLost = loss.isLost(index * 0.01)
      if (previous) {
        after++
        if (isLost) both++
      }
      previous = isLost
    }
    const expected = 0.1 + 0.9 * Math.exp(-0.01 * (1 / 0.9 + 1 / 0.1))
    assert.closeTo(both / after, expected, 0.01)
  })
})

describe("Bernoulli loss", () => {
  it("loses its share", () => {
    const loss = makeLoss({ kind: "bernoulli", probability: 0.25 }, stream("bernoulli"))
    let lost = 0
    for (let index = 0; index < 100_000; index++) if (loss.isLost(index)) lost++
    assert.closeTo(lost / 100_000, 0.25, 0.006)
  })

  it("loses the attempt after a lost one as often as any other", () => {
    const loss = makeLoss({ kind: "bernoulli", probability: 0.25 }, stream("memoryless"))
    let after = 0
    let both = 0
    let previous = false
    for (let index = 0; index < 200_000; index++) {
      const isLost = loss.isLost(index)
      if (previous) after++
      if (previous && isLost) both++
      previous = isLost
    }
    assert.closeTo(both / after, 0.25, 0.008)
  })

  it.for([0, 1])("with share %d loses none or all", (probability) => {
    const loss = makeLoss({ kind: "bernoulli", probability }, stream("sure"))
    for (let index = 0; index < 1000; index++) assert.equal(loss.isLost(index), probability === 1)
  })

  it("refuses a share above 1", () => {
    assert.throws(() => makeLoss({ kind: "bernoulli", probability: 1.5 }, stream("x")), /from 0 to 1/)
  })
})
