import { assert, describe, it } from "vitest"
import { hovorkaTrajectory, uvaPadovaTrajectory } from "../../../models/patients/glucoseTrajectory.ts"
import { hovorkaBasal, type HovorkaPatient, hovorkaTypical } from "../../../models/patients/hovorkaGlucose.ts"
import { type DoseEvent } from "../../../models/patients/linearTrajectory.ts"
import {
  type UvaPadovaName,
  uvaPadovaMedian,
  type UvaPadovaParameters,
  uvaPadovaPatient
} from "../../../models/patients/uvaPadovaGlucose.ts"
import { column, readColumns, readJson } from "./fixtures.ts"

const largestDifference = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>) =>
  Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] as number))))

interface HovorkaRegimen {
  readonly segments: ReadonlyArray<readonly [number, { uiv?: number; usc?: number; cho?: number }]>
}

const typicalOf = (weightKilograms: number): HovorkaPatient => ({
  weightKilograms,
  parameters: hovorkaTypical
})

const hovorkaRegimens = readJson<Record<string, HovorkaRegimen>>("regimens.json")

describe("Hovorka's model", () => {
  for (const name of Object.keys(hovorkaRegimens).filter((name) => name.startsWith("hovorka_"))) {
    it(`agrees with ${name} to 0.05 mg/dL`, () => {
      const columns = readColumns(name)
      const { segments } = hovorkaRegimens[name] as HovorkaRegimen
      const route = name.includes("_iv_") ? "intravenous" : "subcutaneous"
      const regimen = segments.flatMap(([minutes, { uiv, usc, cho }]): Array<DoseEvent> => [
        { minutes, kind: "rate", amount: uiv ?? usc ?? 0 },
        // A meal is eaten within a minute: mmol/min for one minute, in grams.
        ...(cho === undefined ? [] : [{ minutes, kind: "meal" as const, amount: (cho * 180.16) / 1000 }])
      ])
      const { glucose, insulin } = hovorkaTrajectory(
        { patient: typicalOf(70), initialGlucose: 7 * 18.0182, route },
        regimen,
        column(columns, "time_min")
      )
      assert.isBelow(largestDifference(glucose, column(columns, "G_mgdL")), 0.05)
      assert.isBelow(largestDifference(insulin, column(columns, "I_mUL")), 0.05)
    })
  }

  it("holds its glucose on the basal rate, for any weight and level", () => {
    for (const [weightKilograms, millimoles] of [
      [50, 5],
      [70, 7],
      [110, 12]
    ] as const) {
      for (const route of ["intravenous", "subcutaneous"] as const) {
        const rate = hovorkaBasal(millimoles, typicalOf(weightKilograms))
        const { glucose } = hovorkaTrajectory(
          { patient: typicalOf(weightKilograms), initialGlucose: millimoles * 18.0182, route },
          [{ minutes: 0, kind: "rate", amount: rate }],
          [0, 100, 1000]
        )
        for (const value of glucose) assert.closeTo(value, millimoles * 18.0182, 1e-8)
      }
    }
    assert.closeTo(hovorkaBasal(7, typicalOf(70)), 6.208426404670814, 1e-10)
  })

  it("reads the same at a time between steps whether or not others are read", () => {
    const regimen: ReadonlyArray<DoseEvent> = [
      { minutes: 0, kind: "rate", amount: 6.2 },
      { minutes: 30.4, kind: "bolus", amount: 4000 },
      { minutes: 90.7, kind: "dextrose", amount: 25 }
    ]
    const setting = { patient: typicalOf(70), initialGlucose: 126, route: "intravenous" as const }
    const alone = hovorkaTrajectory(setting, regimen, [200.35]).glucose
    const many = hovorkaTrajectory(setting, regimen, [10.1, 30.4, 31, 91.2, 92.9, 200.35]).glucose
    assert.strictEqual(alone[0], many[5])
  })

  it("raises glucose by 25 g of dextrose in the blood's volume of glucose", () => {
    const setting = { patient: typicalOf(70), initialGlucose: 126, route: "intravenous" as const }
    const rate: DoseEvent = { minutes: 0, kind: "rate", amount: hovorkaBasal(126 / 18.0182, typicalOf(70)) }
    const given = hovorkaTrajectory(setting, [rate, { minutes: 1, kind: "dextrose", amount: 25 }], [3])
      .glucose[0]!
    // 138.8 mmol into 0.16 L/kg: 12.4 mmol/L, less what leaves in two minutes.
    assert.closeTo((given - 126) / 18.0182, 12.4, 1)
  })
})

interface Published {
  readonly [name: string]: string
}
const published = readJson<Record<string, Published>>("uva_padova_validation_patients.json")

const patientOf = (name: string) => {
  const source = published[name] as Published
  const names = Object.keys(uvaPadovaMedian("adult").parameters) as Array<UvaPadovaName>
  const parameters = Object.fromEntries(names.map((key) => [key, Number(source[key])])) as UvaPadovaParameters
  return uvaPadovaPatient(parameters)
}

describe("the UVA/Padova model", () => {
  const regimens = readJson<Record<string, { patient: string; basal_U_per_min: number }>>("regimens.json")
  for (const name of Object.keys(regimens).filter((name) => name.startsWith("simglucose_"))) {
    it(`agrees with ${name} to 0.01 mg/dL`, () => {
      const columns = readColumns(name)
      const { patient, basal_U_per_min: basal } = regimens[name]!
      const milliunits = basal * 1000
      const regimen: Array<DoseEvent> = [{ minutes: 0, kind: "rate", amount: milliunits }]
      if (name.includes("G02")) {
        regimen.push({ minutes: 120, kind: "rate", amount: 10 * milliunits })
        regimen.push({ minutes: 135, kind: "rate", amount: milliunits })
      }
      if (name.includes("G03")) {
        regimen.push({ minutes: 120, kind: "rate", amount: 0 })
        regimen.push({ minutes: 150, kind: "rate", amount: milliunits })
      }
      if (name.includes("G05")) regimen.push({ minutes: 120, kind: "bolus", amount: 10_000 })
      if (name.includes("G07")) {
        const ratio = name.includes("adult") ? 10 : 25
        regimen.push({ minutes: 120, kind: "meal", amount: 60 })
        regimen.push({ minutes: 120, kind: "bolus", amount: (60 / ratio) * 1000 })
      }
      const { glucose, sensorGlucose, insulin } = uvaPadovaTrajectory(
        patientOf(patient),
        regimen,
        column(columns, "time_min")
      )
      assert.isBelow(largestDifference(glucose, column(columns, "Gplasma_mgdL")), 0.01)
      assert.isBelow(largestDifference(sensorGlucose, column(columns, "Gsub_mgdL")), 0.01)
      const picomoles = insulin.map((value) => value * 6)
      assert.isBelow(largestDifference(picomoles, column(columns, "Iplasma_pmolL")), 0.05)
    })
  }

  it("derives the published basal state from the independent parameters", () => {
    for (const [name, source] of Object.entries(published)) {
      const patient = patientOf(name)
      patient.basalState.forEach((value, index) => {
        const expected = Number(source[`x0_${String(index + 1).padStart(2, " ")}`])
        assert.closeTo(value, expected, 1e-6 * Math.max(1, expected), `${name} state ${index + 1}`)
      })
      assert.closeTo(patient.parameters.Vm0, Number(source["Vm0"]), 1e-6)
      assert.closeTo((patient.basalRate * 6000) / patient.parameters.BW, Number(source["u2ss"]), 1e-6)
    }
  })

  it("holds every median patient at its basal glucose, of any weight", () => {
    for (const group of ["adult", "adolescent", "child"] as const) {
      for (const weight of [undefined, 30, 90]) {
        const patient = uvaPadovaMedian(group, weight)
        const regimen: ReadonlyArray<DoseEvent> = [
          { minutes: 0, kind: "rate", amount: patient.basalRate * 1000 }
        ]
        for (const value of uvaPadovaTrajectory(patient, regimen, [0, 300, 1440]).glucose) {
          assert.closeTo(value, patient.parameters.Gb, 1e-8)
        }
      }
    }
  })
})
