import { assert, describe, it } from "vitest"
import { microConstants } from "../../../models/patients/Disposition.ts"
import { norepinephrineLi } from "../../../models/patients/dispositions.ts"
import { LinearKinetics } from "../../../models/patients/LinearKinetics.ts"
import { typicalPatient } from "../../../models/patients/population.ts"
import {
  calibratedHalfEffect,
  concentrationAt,
  pressureAt,
  pressureExcess
} from "../../../models/patients/pressureResponse.ts"
import { column, readColumns, regimen } from "./fixtures.ts"

const response = { baseline: 50, halfEffect: 8 }

describe("pressure under norepinephrine", () => {
  for (const name of ["norepi_li2024_N01_stop30.csv", "norepi_li2024_N03_tamper10x_15.csv"]) {
    it(`agrees with ${name} to 1e-9 of its peak`, () => {
      const columns = readColumns(name)
      // The reference is a 35-year-old of 70 kg without lag.
      const typical = norepinephrineLi({ ...typicalPatient, ageYears: 35 })
      const kinetics = new LinearKinetics(microConstants(typical))
      kinetics.settle(typical.production / typical.clearance)
      const events = [...regimen(name).events]
      let anchor = 0
      const concentrations = column(columns, "time_min").map((time) => {
        while (events.length > 0 && events[0]![0] <= time) {
          const [at, , rate] = events.shift()!
          kinetics.advance(at - anchor)
          anchor = at
          kinetics.setRate(typical.production + rate)
        }
        return kinetics.plasma(time - anchor)
      })
      const expected = column(columns, "C_ngmL_total")
      const largest = Math.max(...expected)
      expected.forEach((value, index) => assert.closeTo(concentrations[index]!, value, 1e-9 * largest))
      column(columns, "MAP_mmHg").forEach((value, index) =>
        assert.closeTo(pressureAt(response, concentrations[index]!), value, 1e-9 * 150)
      )
    })
  }

  it("inverts", () => {
    for (const pressure of [51, 65, 110, 148]) {
      assert.closeTo(pressureAt(response, concentrationAt(response, pressure)), pressure, 1e-10)
    }
    assert.strictEqual(concentrationAt(response, 50), -Infinity)
    assert.strictEqual(concentrationAt(response, 149), Infinity)
  })

  it("is calibrated to a titrated pressure", () => {
    const halfEffect = calibratedHalfEffect(3.57, 50, 68)
    assert.closeTo(pressureAt({ baseline: 50, halfEffect }, 3.57), 68, 1e-12)
    // Worked by hand in the research notes: 8.2 ng/mL.
    assert.closeTo(halfEffect, 8.2, 0.05)
  })

  it("integrates as a fine Simpson rule does, also from within a course", () => {
    const kinetics = new LinearKinetics(microConstants(norepinephrineLi(typicalPatient)))
    kinetics.settle(3.5)
    kinetics.setRate(40)
    for (const [from, to] of [
      [0, 0.4],
      [0, 30],
      [1.7, 300]
    ] as const) {
      const steps = 20_000
      let sum = 0
      for (let index = 0; index <= steps; index++) {
        const weight = index === 0 || index === steps ? 1 : index % 2 === 1 ? 4 : 2
        sum += weight * (pressureAt(response, kinetics.plasma(from + (index * (to - from)) / steps)) - 65)
      }
      const simpson = (sum * (to - from)) / steps / 3
      assert.closeTo(pressureExcess(kinetics, response, 65, from, to) / simpson, 1, 1e-8)
    }
  })
})
