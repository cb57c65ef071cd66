// What must not change anything: no attack, attacks without capability, attacks that are blocked, nodes off the path, and
// looking. Equal means bit for bit.

import { assert, describe, it } from "vitest"
import { attack, outcomeOf, patientMetrics, scenario, secured, visit } from "./fixtures.ts"

const powerless: ReadonlyArray<readonly [string, Record<string, unknown>]> = [
  ["B01 of no duration", attack("B01", { duration: "0 s" })],
  ["B01 on no pumps", attack("B01", { targets: "0 %" })],
  ["B02 of no duration", attack("B02", { duration: "0 s" })],
  ["B02 of no commands", attack("B02", { commands: 0 })],
  ["D01 of no duration", attack("D01", { duration: "0 s", jammedShare: "50 %" })],
  ["D01 without frames and noise", attack("D01", { rate: "0 1/s" })],
  ["D04 of no duration", attack("D04", { duration: "0 s" })],
  ["D04 at rate 0", attack("D04", { rate: "0 1/s" })],
  ["D04 on no responders", attack("D04", { share: "0 %" })],
  ["D07 of no duration", attack("D07", { duration: "0 s" })]
]

const compared = ({ fingerprint, metrics, series, windows }: ReturnType<typeof outcomeOf>) => ({
  fingerprint,
  metrics,
  series,
  windows
})

describe("an attack without capability", () => {
  it.each(["none", "tls13-ecdsa-mutual"])("is the run without attacks, with suite %s", (suite) => {
    const baseline = compared(outcomeOf(scenario(secured(suite))))
    for (const [name, parameters] of powerless) {
      const attacked = outcomeOf(scenario({ ...secured(suite), attacks: [parameters] }))
      assert.deepStrictEqual(compared(attacked), baseline, name)
    }
  })

  it("is told from one that can do something", () => {
    const baseline = outcomeOf(scenario())
    for (const parameters of [attack("B01"), attack("B02"), attack("D01"), attack("D04"), attack("D07")]) {
      assert.notStrictEqual(outcomeOf(scenario({ attacks: [parameters] })).fingerprint, baseline.fingerprint)
    }
  })
})

describe("an attack that is stopped on its way", () => {
  it.each([
    ["B01", { position: "remote", targets: "100 %" }],
    ["D04", { position: "remote", rate: "20000 1/s" }]
  ])("%s from outside changes no metric but those of hostile commands, and says so", (id, fields) => {
    const baseline = outcomeOf(scenario())
    const attacked = outcomeOf(scenario({ attacks: [attack(id, fields)] }))
    const hostile = { forgedCommandsSent: attacked.metrics["forgedCommandsSent"] as number }
    assert.deepStrictEqual(attacked.metrics, { ...baseline.metrics, ...hostile })
    assert.deepStrictEqual(attacked.series, baseline.series)
    assert.isTrue(attacked.notes.some((note) => note.includes(`${id} from remote is stopped`)))
  })

  it.each([
    ["B01", { position: "ward-lan", targets: "100 %" }],
    ["B02", { position: "ward-lan" }],
    ["D04", { position: "ward-lan", rate: "20000 1/s" }]
  ])("%s from the ward's network against a segmented one changes nothing for patients", (id, fields) => {
    const segmented = { defences: [{ id: "segmentation" }] }
    const baseline = outcomeOf(scenario(segmented))
    const attacked = outcomeOf(scenario({ ...segmented, attacks: [attack(id, fields)] }))
    assert.deepStrictEqual(patientMetrics(attacked.metrics), patientMetrics(baseline.metrics))
    assert.deepStrictEqual(attacked.series, baseline.series)
    assert.isTrue(
      attacked.notes.some((note) => note.includes("the firewall between the networks refuses it"))
    )
  })

  it("needs to be stopped: without segmentation each of them does something", () => {
    const baseline = outcomeOf(scenario(secured("tls13-ecdsa-mutual")))
    const flooded = outcomeOf(
      scenario({ ...secured("tls13-ecdsa-mutual"), attacks: [attack("D04", { rate: "20000 1/s" })] })
    )
    assert.notStrictEqual(flooded.metrics["gatewayProcessorLoad"], baseline.metrics["gatewayProcessorLoad"])
    const forged = outcomeOf(scenario({ attacks: [attack("B01", { targets: "100 %" })] }))
    assert.isAbove(forged.metrics["overdoseExposure"] as number, 0)
    assert.isAbove(forged.metrics["forgedCommandsObeyed"] as number, 0)
  })
})

/** What a patient went through, and what the pump did. */
const courseOf = (parameters: ReturnType<typeof scenario>) => {
  const courses: Array<Array<ReadonlyArray<number>>> = []
  const { hospital } = visit(
    parameters,
    ({ pumps }) =>
      courses.push(
        pumps.map(({ body, commandedDose, interruptedSeconds }) => [
          body.controlled(),
          commandedDose,
          interruptedSeconds,
          body.exposure.secondsAbove,
          body.exposure.secondsBelow
        ])
      ),
    [1800, 3600, 5400]
  )
  return { courses, hospital }
}

describe("pumps out of reach", () => {
  const twoWards = {
    pumps: { bedside: 12, wearable: 0, vasopressorShare: "50 %" },
    network: { pumpsPerGateway: 6 },
    // A nurse for each patient, so that nothing links the patients of one ward with those of the other.
    staff: { patientsPerNurse: 1, icuPatientsPerNurse: 1 }
  }

  it("go on as if nothing happened when somebody in radio range of the other ward forges, replays or floods", () => {
    const baseline = courseOf(scenario(twoWards))
    for (const id of ["B01", "B02", "D01", "D04"]) {
      const fields = id === "B01" ? { targets: "100 %" } : {}
      const attacked = courseOf(
        scenario({ ...twoWards, attacks: [attack(id, { position: "radio-range", ...fields })] })
      )
      const { gatewayOfPump } = attacked.hospital.infrastructure
      const isTouched = [0, 1].map((ward) =>
        attacked.courses.some((course, stop) =>
          course.some((patient, pump) => {
            const before = baseline.courses[stop]?.[pump] as ReadonlyArray<number>
            return gatewayOfPump[pump] === ward && patient.some((value, index) => value !== before[index])
          })
        )
      )
      assert.isFalse(isTouched[0] === true && isTouched[1] === true, id)
      if (id === "B01")
        assert.isTrue(isTouched[0] === true || isTouched[1] === true, "B01 touches its own ward")
    }
  })

  it("and pumps not chosen as targets share their luck with the baseline", () => {
    const baseline = courseOf(scenario(twoWards))
    const attacked = courseOf(
      scenario({ ...twoWards, attacks: [attack("B01", { position: "ward-lan", targets: "25 %" })] })
    )
    const last = attacked.courses.length - 1
    const changed = attacked.courses[last]?.filter((patient, pump) => {
      const before = baseline.courses[last]?.[pump]?.[0] as number
      return Math.abs((patient[0] as number) - before) > 1e-5 * Math.abs(before)
    })
    // 3 of 12 pumps are attacked; a command on their shared Wi-Fi may make another pump's order milliseconds late, no more.
    assert.isAtLeast(changed?.length ?? 0, 1)
    assert.isAtMost(changed?.length ?? 99, 3)
  })
})

describe("looking at a hospital", () => {
  it("does not change its course", () => {
    const looked = visit(scenario(), () => {}, [17, 1234.5, 3600])
    const unseen = visit(scenario())
    assert.strictEqual(looked.fingerprint, unseen.fingerprint)
    assert.deepStrictEqual(patientMetrics(looked.metrics), patientMetrics(unseen.metrics))
  })

  it("changes no number, however often and whatever fails", () => {
    const parameters = scenario({
      duration: "30 min",
      pumps: { statusInterval: "1 s" },
      network: { gatewayBuffer: 4 },
      outages: [
        { what: "pump-server", start: "5 min", duration: "1 min" },
        { what: "radio", start: "10 min", duration: "1 min" },
        { what: "gateway", start: "15 min", duration: "1 min" },
        { what: "backhaul", start: "20 min", duration: "1 min" }
      ],
      ...secured("tls13-ecdsa-mutual")
    })
    const unseen = visit(parameters)
    const stops = Array.from({ length: 1700 }, (_, index) => 1.0531 * (index + 1))
    const looked = visit(parameters, () => {}, stops)
    for (const [id, value] of Object.entries(unseen.metrics)) {
      const found = looked.metrics[id] as number
      // Sums may be made in another order.
      if (Number.isNaN(value)) assert.isNaN(found, id)
      else assert.closeTo(found, value, 1e-9 * Math.abs(value), id)
    }
  })

  it("samples every series from the start to the very end, whatever the duration", () => {
    const { series } = outcomeOf(scenario({ duration: "100 s" }))
    for (const { id, timesSeconds, values } of series) {
      assert.strictEqual(timesSeconds.length, 145, id)
      assert.strictEqual(values.length, 145, id)
      assert.strictEqual(timesSeconds.at(-1), 100, id)
    }
  })
})
