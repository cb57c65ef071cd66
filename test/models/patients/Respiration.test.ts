import { assert, describe, it } from "vitest"
import { LinearKinetics } from "../../../models/patients/LinearKinetics.ts"
import { DrugDrive } from "../../../models/patients/DrugDrive.ts"
import { Respiration } from "../../../models/patients/Respiration.ts"
import {
  ALVEOLAR_ARTERIAL_DIFFERENCE,
  opioidRespiration,
  oxygenAtSaturation,
  type RespiratoryParameters,
  saturationPercent
} from "../../../models/patients/respiratoryModel.ts"
import { alea, column, type DoseEvent, type LinearRegimen, readColumns, regimens } from "./fixtures.ts"

interface RespiratoryRegimen extends LinearRegimen {
  readonly C50: number
  readonly gamma: number
  readonly resp: Record<"F" | "ke" | "P0" | "V0" | "kel", number>
}

interface Setting {
  readonly params: LinearRegimen["params"]
  readonly C50: number
  readonly gamma: number
  readonly respiration: RespiratoryParameters
  readonly events: ReadonlyArray<DoseEvent>
  readonly shortStepsOnly: boolean
  readonly initial?: number
}

const parametersOf = ({ resp }: RespiratoryRegimen): RespiratoryParameters => ({
  gain: resp.F,
  sensorRate: resp.ke,
  eliminationRate: resp.kel,
  restingCarbonDioxide: resp.P0,
  restingVentilation: resp.V0
})

/** Runs doses and reads breathing at times [min]. */
const run = (setting: Setting, minutes: ReadonlyArray<number>) => {
  const { params } = setting
  const kinetics = new LinearKinetics({
    v1: params.v1,
    k10: params.k10,
    k12: params.k12 ?? 0,
    k21: params.k21 ?? 0,
    k13: params.k13 ?? 0,
    k31: params.k31 ?? 0,
    ke0: params.ke0 ?? 0
  })
  if (setting.initial !== undefined) kinetics.settle(setting.initial)
  const drive = new DrugDrive(kinetics, setting.C50, setting.gamma)
  const respiration = new Respiration(drive, setting.respiration)
  if (setting.shortStepsOnly) respiration.unsettle(1e9)
  const advance = (seconds: number) => {
    while (respiration.nextSeconds() <= seconds) {
      const next = respiration.nextSeconds()
      while (respiration.takeCrossing(next) >= 0);
      respiration.advanceTo(next)
    }
  }
  let next = 0
  return minutes.map((time) => {
    for (; next < setting.events.length && (setting.events[next] as DoseEvent)[0] <= time; next++) {
      const [at, kind, amount] = setting.events[next] as DoseEvent
      advance(at * 60)
      respiration.cut(at * 60)
      kinetics.advance((at * 60 - drive.anchorSeconds) / 60)
      drive.anchorSeconds = at * 60
      if (kind === "bolus") kinetics.bolus(amount)
      else kinetics.setRate(amount)
    }
    advance(time * 60)
    return {
      ventilation: respiration.ventilation(time * 60),
      carbonDioxide: respiration.carbonDioxide(time * 60),
      oxygen: respiration.arterialOxygen(time * 60),
      saturation: saturationPercent(respiration.arterialOxygen(time * 60))
    }
  })
}

const largestDifference = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>) =>
  Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] as number))))

const settingOf = (reference: RespiratoryRegimen, shortStepsOnly: boolean): Setting => ({
  params: reference.params,
  C50: reference.C50,
  gamma: reference.gamma,
  respiration: parametersOf(reference),
  events: reference.events,
  shortStepsOnly
})

const references = Object.entries(regimens as unknown as Record<string, RespiratoryRegimen>).filter(
  ([name]) => name.startsWith("resp_")
)

describe("Respiration", () => {
  for (const [name, reference] of references) {
    it(`agrees with ${name} within a tenth of its tolerance`, () => {
      const columns = readColumns(name)
      const values = run(settingOf(reference, false), column(columns, "time_min"))
      const of = (key: "ventilation" | "carbonDioxide" | "oxygen" | "saturation") =>
        values.map((value) => value[key])
      assert.isBelow(largestDifference(of("ventilation"), column(columns, "V_over_V0")), 0.0005)
      assert.isBelow(largestDifference(of("carbonDioxide"), column(columns, "PaCO2_mmHg")), 0.01)
      const oxygen = column(columns, "PAO2_mmHg").map((alveolar) => alveolar - ALVEOLAR_ARTERIAL_DIFFERENCE)
      assert.isBelow(largestDifference(of("oxygen"), oxygen), 0.02)
      assert.isBelow(largestDifference(of("saturation"), column(columns, "SpO2_pct")), 0.05)
    })
  }

  it("with long steps stays within a tenth of the tolerances of the 2 s trajectory, over random demand histories", () => {
    const draw = alea("long steps")
    let worst = { ventilation: 0, carbonDioxide: 0, saturation: 0 }
    for (let history = 0; history < 30; history++) {
      const reference = references[Math.floor(draw() * references.length)]![1]
      const dose = (reference.events[0] as DoseEvent)[2]
      const events: Array<DoseEvent> = []
      for (let time = 3; time < 240; time += 6 + 30 * draw()) {
        events.push([Math.round(time * 1e3) / 1e3, (reference.events[0] as DoseEvent)[1], dose * 3 * draw()])
      }
      const minutes = Array.from({ length: 480 }, (_, index) => index / 2 + 0.13)
      const setting = { ...settingOf(reference, false), events, initial: reference.C50 * 0.6 * draw() }
      const long = run(setting, minutes)
      const short = run({ ...setting, shortStepsOnly: true }, minutes)
      const difference = (key: "ventilation" | "carbonDioxide" | "saturation") =>
        largestDifference(
          long.map((value) => value[key]),
          short.map((value) => value[key])
        )
      worst = {
        ventilation: Math.max(worst.ventilation, difference("ventilation")),
        carbonDioxide: Math.max(worst.carbonDioxide, difference("carbonDioxide")),
        saturation: Math.max(worst.saturation, difference("saturation"))
      }
    }
    assert.isBelow(worst.ventilation, 0.0005)
    assert.isBelow(worst.carbonDioxide, 0.01)
    assert.isBelow(worst.saturation, 0.05)
  })

  it("stays at rest without drug", () => {
    const rest = run(
      {
        params: { v1: 1, k10: 1 },
        C50: 1,
        gamma: 1.25,
        respiration: opioidRespiration,
        events: [],
        shortStepsOnly: false
      },
      [0, 10, 600]
    )
    for (const value of rest) {
      assert.closeTo(value.ventilation, 1, 1e-12)
      assert.closeTo(value.carbonDioxide, 42.4, 1e-10)
      assert.closeTo(value.saturation, 97.2026, 1e-4)
    }
  })

  it("rests in the steady state P = P0 (1 - E)^(-1 / (F + 1)) at a constant concentration", () => {
    const setting: Setting = {
      params: { v1: 10, k10: 0.1, ke0: 0.05 },
      C50: 10,
      gamma: 1.25,
      respiration: opioidRespiration,
      events: [[0, "rate", 8]],
      shortStepsOnly: false,
      initial: 8
    }
    const expected = 42.4 * (1 / (1 + 0.8 ** 1.25)) ** (-1 / 5.3)
    for (const value of run(setting, [0, 45, 300])) {
      assert.closeTo(value.carbonDioxide, expected, 1e-9)
      assert.closeTo(value.ventilation, 42.4 / expected, 1e-9)
    }
  })

  it("inverts Severinghaus' curve", () => {
    for (const percent of [30, 70, 85, 90, 97]) {
      assert.closeTo(saturationPercent(oxygenAtSaturation(percent)), percent, 1e-10)
    }
  })
})
