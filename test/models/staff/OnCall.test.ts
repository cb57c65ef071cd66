import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { OnCall } from "../../../models/staff/OnCall.ts"
import { RandomStreams } from "../../../src/engine/RandomStreams.ts"

const onCall = (physicians: number) => {
  const streams = new RandomStreams(1, 0)
  return new OnCall({
    physicians,
    responseSeconds: 300,
    luck: (purpose, patient) => streams.stream(purpose, patient)
  })
}

describe("OnCall", () => {
  it("sends a physician after the response time, and a later caller waits until one is free", () => {
    const [one, two] = [onCall(1), onCall(2)]
    const first = one.callPhysician(0, 1000)
    assert.strictEqual(two.callPhysician(0, 1000), first, "each patient has luck of its own")
    const second = two.callPhysician(1, 1000)
    const late = first + parameter("staff.physician-stay") + second
    assert.closeTo(one.callPhysician(1, 1000), late, 1e-9)
    assert.strictEqual(one.calls, 2)
    assert.closeTo(one.waitedSeconds, first + late, 1e-9)
  })

  it("has the published median response", () => {
    const desk = onCall(2001)
    const waits = Array.from({ length: 2001 }, (_, patient) => desk.callPhysician(patient, 0)).sort(
      (x, y) => x - y
    )
    // Median of 2,001 lognormals of sigma 0.6: standard error 1.7 %; four of them.
    assert.closeTo((waits[1000] ?? NaN) / 300, 1, 0.07)
  })

  it("has the next syringe ready, but for the share that the pharmacy has to send", () => {
    const desk = onCall(1)
    const waits = Array.from({ length: 4000 }, (_, patient) => desk.awaitReplacement(patient))
    const sent = waits.filter((wait) => wait > 0)
    assert.strictEqual(desk.sentFor, sent.length)
    // 200 of 4,000: standard deviation 14; four of them.
    assert.closeTo(sent.length, 4000 * parameter("staff.replacement-missing"), 56)
    assert.closeTo((sent.sort((x, y) => x - y)[Math.floor(sent.length / 2)] ?? NaN) / 900, 1, 0.2)
  })
})
