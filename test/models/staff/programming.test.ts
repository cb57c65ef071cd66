import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { emptyTally, enterByHand, type Judge } from "../../../models/staff/programming.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"

const within: Judge = () => "within"
const upTo =
  (soft: number, hard: number): Judge =>
  (value) =>
    value > hard ? "hard" : value > soft ? "soft" : "within"

interface Case {
  readonly judge?: Judge
  readonly overrides?: boolean
  readonly doubleCheckShare?: number
  readonly errorProbability?: number
  /** Draws: wrong, kind, double check, noticed. */
  readonly draws: ReadonlyArray<number>
}

const enter = ({
  doubleCheckShare = 0,
  draws,
  errorProbability = 0.1,
  judge = within,
  overrides = false
}: Case) => {
  const left = [...draws]
  const tally = emptyTally()
  const value = enterByHand(
    { intended: 10, present: 7, judge },
    { errorProbability, doubleCheckShare },
    tally,
    { draw: () => left.shift() ?? assert.fail("too many draws"), overrides: () => overrides }
  )
  assert.isEmpty(left, "the same count of draws each time")
  return { value, tally }
}

const RIGHT = [0.5, 0, 0.9, 0.99]
const TENFOLD_UNNOTICED = [0.05, 0, 0.9, 0.99]

describe("an entry by hand", () => {
  it("is what was intended, most of the time", () => {
    const { tally, value } = enter({ draws: RIGHT })
    assert.strictEqual(value, 10)
    assert.deepInclude(tally, { entries: 1, wrong: 0, caught: 0, heldBack: 0 })
  })

  it("is now and then ten times too much or too little, twice or half, or a little off", () => {
    const factors = [0, 0.02, 0.04, 0.09, 0.14, 0.57, 0.9999999].map(
      (kind) => enter({ draws: [0.05, kind, 0.9, 0.99] }).value / 10
    )
    const expected = [10, 0.1, 2, 0.5, 0.8, 1, 1.2]
    factors.forEach((factor, index) => assert.closeTo(factor, expected[index] ?? NaN, 1e-6))
  })

  it("is put right when somebody notices, which a double check does more often", () => {
    const draws = [0.05, 0, 0.4, 0.2]
    assert.strictEqual(enter({ draws }).value, 100)
    const checked = enter({ draws, doubleCheckShare: 0.5 })
    assert.strictEqual(checked.value, 10)
    assert.deepInclude(checked.tally, { wrong: 1, caught: 1, doubleChecks: 1 })
  })

  it("beyond a hard limit is refused, and the nurse enters what she meant", () => {
    const { tally, value } = enter({ draws: TENFOLD_UNNOTICED, judge: upTo(20, 50), overrides: true })
    assert.strictEqual(value, 10)
    assert.deepInclude(tally, { hardRefusals: 1, caught: 1, softAlerts: 0 })
  })

  it("beyond a soft limit goes to the patient when the alert is overridden", () => {
    const overridden = enter({ draws: TENFOLD_UNNOTICED, judge: upTo(20, 500), overrides: true })
    assert.strictEqual(overridden.value, 100)
    assert.deepInclude(overridden.tally, { softAlerts: 1, overrides: 1, caught: 0 })
    const heeded = enter({ draws: TENFOLD_UNNOTICED, judge: upTo(20, 500) })
    assert.strictEqual(heeded.value, 10)
    assert.deepInclude(heeded.tally, { softAlerts: 1, overrides: 0, caught: 1 })
  })

  it("that is right but beyond a limit leaves the pump as it was", () => {
    for (const judge of [upTo(5, 500), upTo(5, 8)]) {
      const { tally, value } = enter({ draws: RIGHT, judge })
      assert.strictEqual(value, 7)
      assert.strictEqual(tally.heldBack, 1)
    }
  })

  it("of nothing cannot go wrong", () => {
    const stream = new RandomStreams(1, 0).stream("entries")
    const tally = emptyTally()
    for (let index = 0; index < 100; index++) {
      const entry = { intended: 0, present: 3, judge: within }
      const luck = { draw: stream, overrides: () => true }
      assert.strictEqual(enterByHand(entry, { errorProbability: 1, doubleCheckShare: 0 }, tally, luck), 0)
    }
    assert.strictEqual(tally.wrong, 0)
  })

  it("goes wrong and is caught as often as published", () => {
    const stream = new RandomStreams(1, 0).stream("entries")
    const tally = emptyTally()
    const entry = { intended: 1, present: 0, judge: within }
    const practice = { errorProbability: parameter("programming.error"), doubleCheckShare: 0.5 }
    for (let index = 0; index < 20_000; index++)
      enterByHand(entry, practice, tally, { draw: stream, overrides: () => true })
    // 2,000 of 20,000: standard deviation 42; four of them.
    assert.closeTo(tally.wrong, 2000, 170)
    // A mean of 9 and 33 % of about 2,000: standard deviation of the share 0.9 %.
    assert.closeTo(tally.caught / tally.wrong, 0.21, 0.036)
    assert.closeTo(tally.doubleChecks / tally.entries, 0.5, 0.015)
  })
})
