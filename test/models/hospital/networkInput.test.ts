// What a scenario may ask of its network: impossible values are refused with the place and the nearest that would do.

import { assert, describe, it } from "vitest"
import { parameter } from "../../../models/data/parameters.ts"
import { FrameType } from "../../../models/devices/Frames.ts"
import { gatewayCount, machineCount, pumpsBehind } from "../../../models/hospital/care/wardLayout.ts"
import { scenario, visit } from "./fixtures.ts"

const refusal = (network: Record<string, unknown>) => {
  try {
    scenario({ network })
  } catch (error) {
    return String(error)
  }
  return "accepted"
}

describe("a network", () => {
  it("without bandwidth is refused, with the least that would do", () => {
    assert.include(refusal({ backhaulRate: "0 bit/s" }), '"0 bit/s" is too small: the least is 1 kbit/s')
    assert.include(refusal({ radioRate: "0 Mbit/s" }), "the least is 1 kbit/s")
    assert.include(refusal({ backhaulRate: "0 bit/s" }), '["network"]["backhaulRate"]')
  })

  it("whose packets are smaller than their headers is refused, with the least that would do", () => {
    const text = refusal({ backhaulMtu: "40 B" })
    assert.include(text, '"40 B" is too small: the least is 68 B')
    assert.include(text, '["network"]["backhaulMtu"]')
    assert.strictEqual(refusal({ backhaulMtu: "68 B" }), "accepted")
  })

  it("without pumps for an access point, a pace for what was kept, or a partner for a gateway is refused", () => {
    assert.include(refusal({ pumpsPerAccessPoint: 0 }), "at least 1")
    assert.include(refusal({ forwardRate: "0 1/s" }), "the least is 1 1/min")
    assert.include(refusal({ gatewayGroup: 1 }), "at least 2")
    assert.include(refusal({ pumpServerReplicas: 0 }), "from 1 to 8")
  })
})

describe("the size of packets on the wire", () => {
  it("costs each message the headers of as many packets as it is cut into", () => {
    const quiet = { staff: { pumpAlarmsPerHour: "0 1/h" } }
    const secondsOfOne = (backhaulMtu: string) => {
      const { infrastructure, kernel, telemetry } = visit(
        scenario({
          ...quiet,
          duration: "30 min",
          network: { backhaulMtu, backhaulRate: "1 Mbit/s", radioLoss: "0 %" }
        })
      ).hospital
      const seconds = infrastructure.uplinks.reduce((sum, link) => sum + link.busySeconds(kernel.now), 0)
      return seconds / (telemetry.created[FrameType.status] as number)
    }
    const payload = parameter("msg.pcd01.size")
    const expected = (mtu: number) => (payload + Math.ceil(payload / (mtu - 40)) * 78) * 8e-6
    assert.closeTo(secondsOfOne("1500 B") / expected(1500), 1, 0.02)
    assert.closeTo(secondsOfOne("140 B") / expected(140), 1, 0.02)
  })
})

describe("the layout of a hospital", () => {
  it.each([
    [16, 4, 20, 20],
    [30, 10, 7, 2],
    [0, 5, 2, 1],
    [5, 0, 3, 1],
    [7, 3, 4, 3]
  ])(
    "of %i bedside and %i wearable pumps, %i to a gateway, is what is built",
    (bedside, wearable, each, onPoint) => {
      const parameters = scenario({
        duration: "1 min",
        pumps: { bedside, wearable },
        network: { pumpsPerGateway: each, pumpsPerAccessPoint: onPoint }
      })
      const { infrastructure } = visit(parameters).hospital
      assert.strictEqual(machineCount(parameters, "gateway"), infrastructure.gatewayProcessors.length)
      assert.strictEqual(machineCount(parameters, "radio"), infrastructure.radios.length)
      const dealt = Array.from({ length: gatewayCount(parameters) }, (_, gateway) =>
        pumpsBehind(parameters, gateway)
      )
      assert.deepStrictEqual(
        [0, 1].map((pumpClass) => dealt.reduce((sum, pumps) => sum + (pumps[pumpClass] as number), 0)),
        [bedside, wearable]
      )
      for (const radio of infrastructure.machines.radioOfPump) assert.isAtLeast(radio, 0)
    }
  )
})
