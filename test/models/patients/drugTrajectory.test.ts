import { assert, describe, it } from "vitest"
import {
  propofolEleveld,
  propofolEleveldFast,
  propofolMarsh,
  propofolSchnider,
  remifentanilEleveld
} from "../../../models/patients/anaestheticDispositions.ts"
import { fatFreeMassJanmahasatian } from "../../../models/patients/bodySize.ts"
import { type Disposition } from "../../../models/patients/Disposition.ts"
import { type DrugPatient } from "../../../models/patients/drugModels.ts"
import {
  drugTrajectory,
  type TrajectoryDrugId,
  trajectoryModels
} from "../../../models/patients/drugTrajectory.ts"
import { type DoseEvent } from "../../../models/patients/linearTrajectory.ts"
import { typicalPatient } from "../../../models/patients/population.ts"
import { column, readColumns, readJson, regimen, regimens } from "./fixtures.ts"

const F75: DrugPatient = { weightKilograms: 55, heightCentimetres: 160, ageYears: 75, sex: "female" }
const M35: DrugPatient = { ...typicalPatient, ageYears: 35 }

const dosesOf = (name: string): ReadonlyArray<DoseEvent> =>
  regimen(name).events.map(([minutes, kind, amount]) => ({ minutes, kind, amount }))

const largestError = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>) =>
  Math.max(...expected.map((value, index) => Math.abs(value - (actual[index] as number))))

/** Largest difference over the peak. */
const relativeError = (actual: ReadonlyArray<number>, expected: ReadonlyArray<number>) =>
  largestError(actual, expected) / Math.max(...expected.map(Math.abs))

const effect = (trajectory: ReturnType<typeof drugTrajectory>, id: string): ReadonlyArray<number> => {
  const values = trajectory.effects[id]
  if (values === undefined) throw new Error(`${trajectory.drug} has no effect ${id}`)
  return values
}

const modelOf: Readonly<Record<string, string>> = {
  propofol: "eleveld-fast",
  remifentanil: "eleveld",
  fentanyl: "shafer",
  morphine: "lotsch",
  hydromorphone: "drover"
}

describe("drugTrajectory from covariates alone", () => {
  for (const name of Object.keys(regimens).filter((name) => /^(exact|stanpumpR)_/.test(name))) {
    it(`agrees with ${name}`, () => {
      const columns = readColumns(name)
      const drug = regimen(name).drug as TrajectoryDrugId
      const minutes = column(columns, "time_min")
      const result = drugTrajectory(drug, modelOf[drug]!, typicalPatient, dosesOf(name), minutes)
      assert.isBelow(relativeError(result.plasma, column(columns, "Cp")), 1e-9)
      const tolerance = name.startsWith("exact") ? 1e-9 : 5e-3
      assert.isBelow(relativeError(result.effectSite!, column(columns, "Ce")), tolerance)
      assert.strictEqual(result.units["plasma"], regimen(name).concUnits)
    })
  }

  for (const name of ["heparin_alsallami_P01_18Ukgh.csv", "heparin_alsallami_P02_tamper10x_15.csv"]) {
    it(`agrees with ${name} to 1e-9 of its peak`, () => {
      const columns = readColumns(name)
      const result = drugTrajectory(
        "heparin",
        null,
        typicalPatient,
        dosesOf(name),
        column(columns, "time_min")
      )
      assert.isBelow(relativeError(effect(result, "antiXa"), column(columns, "C_IUmL")), 1e-9)
      const clotting = effect(result, "activatedPartialThromboplastinTime")
      assert.isBelow(relativeError(clotting, column(columns, "aPTT_s_linear")), 1e-9)
    })
  }

  for (const name of Object.keys(regimens).filter((name) => name.startsWith("kcl_"))) {
    it(`agrees with ${name} to 1e-9 of its peak`, () => {
      const columns = readColumns(name)
      const result = drugTrajectory(
        "potassium_chloride",
        null,
        typicalPatient,
        dosesOf(name),
        column(columns, "time_min")
      )
      assert.isBelow(relativeError(result.plasma, column(columns, "dK_mmolL")), 1e-9)
      assert.isBelow(relativeError(effect(result, "potassium"), column(columns, "K_mmolL_baseline3.2")), 1e-9)
      assert.isNull(result.effectSite)
    })
  }

  for (const name of Object.keys(regimens).filter((name) => name.startsWith("norepi_"))) {
    it(`agrees with ${name} to 1e-9 of its peak`, () => {
      const columns = readColumns(name)
      const minutes = column(columns, "time_min")
      const result = drugTrajectory("norepinephrine", "li-without-lag", M35, dosesOf(name), minutes)
      assert.isBelow(relativeError(result.plasma, column(columns, "C_ngmL_total")), 1e-9)
      assert.isBelow(relativeError(effect(result, "meanArterialPressure"), column(columns, "MAP_mmHg")), 1e-9)
    })
  }

  it("agrees with PKPDsim's vancomycin, 1 g every 12 h over an hour, the fourth in 6 min, to 1e-9 of its peak", () => {
    const columns = readColumns("pkpdsim_vancomycin_thomson2009_1g_q12h_4th6min.csv")
    const doses = [0, 720, 1440, 2160].flatMap((minutes): Array<DoseEvent> => {
      const duration = minutes === 2160 ? 6 : 60
      return [
        { minutes, kind: "rate", amount: 1000 / duration },
        { minutes: minutes + duration, kind: "rate", amount: 0 }
      ]
    })
    const patient = { ...typicalPatient, creatinineClearance: 100 }
    const result = drugTrajectory("vancomycin", null, patient, doses, column(columns, "time_min"))
    assert.isBelow(relativeError(result.plasma, column(columns, "Cp")), 1e-9)
  })

  for (const name of Object.keys(regimens).filter((name) =>
    /^resp_.*(fentanyl|morphine|remi|propofol)/.test(name)
  )) {
    it(`breathes as ${name}`, () => {
      const columns = readColumns(name)
      const variant = name.includes("propofol") ? "" : name.slice(5, 6)
      const [drug, model] = name.includes("remi")
        ? (["remifentanil", "minto"] as const)
        : name.includes("propofol")
          ? (["propofol", "eleveld-fast"] as const)
          : name.includes("morphine")
            ? (["morphine", null] as const)
            : (["fentanyl", null] as const)
      const result = drugTrajectory(drug, model, typicalPatient, dosesOf(name), column(columns, "time_min"))
      const flow = effect(result, `ventilationFraction${variant}`)
      const carbonDioxide = effect(result, `arterialCarbonDioxide${variant}`)
      assert.isBelow(largestError(flow, column(columns, "V_over_V0")), 0.005)
      assert.isBelow(largestError(carbonDioxide, column(columns, "PaCO2_mmHg")), 0.1)
      const saturation = effect(result, `oxygenSaturation${variant}`)
      column(columns, "SpO2_pct").forEach((expected, index) => {
        if (expected > 60) assert.closeTo(saturation[index]!, expected, 0.5)
      })
    })
  }
})

describe("anaesthetic dispositions", () => {
  type Published = Record<"v1" | "v2" | "v3" | "cl1" | "cl2" | "cl3", number>
  const stanpump = readJson<Record<string, Published>>("stanpumpR_parameters.json")
  const exactKe0 = readJson<Record<string, number>>("ke0_exact_from_tPeak.json")
  const models: Readonly<Record<string, (patient: DrugPatient) => Disposition>> = {
    propofol: (patient) => propofolEleveldFast(patient, true),
    remifentanil: remifentanilEleveld
  }
  for (const [drug, model] of Object.entries(models)) {
    for (const [id, patient] of Object.entries({ M40: typicalPatient, F75 })) {
      it(`of ${drug} (Eleveld) for ${id} are those of stanpumpR`, () => {
        const ours = model(patient)
        const theirs = stanpump[`${drug}_${id}`] as Published
        const pairs = [
          [ours.v1, theirs.v1],
          [ours.v2, theirs.v2],
          [ours.v3, theirs.v3],
          [ours.clearance, theirs.cl1],
          [ours.q2, theirs.cl2],
          [ours.q3, theirs.cl3],
          [ours.ke0, exactKe0[`${drug}_${id}`] as number]
        ] as const
        for (const [value, expected] of pairs) assert.closeTo(value / expected, 1, 1e-10)
      })
    }
  }

  it("of propofol after Schnider clear 1.64 L/min at 70 kg, not the 0.97 of a known transcription error", () => {
    assert.closeTo(propofolSchnider(typicalPatient).clearance, 1.64, 0.005)
    assert.closeTo(propofolSchnider({ ...typicalPatient, ageYears: 53 }).v2, 18.9, 1e-12)
  })

  it("of propofol after Marsh have its rate constants at any weight", () => {
    const { v1, v2, v3, clearance, q2, q3, ke0 } = propofolMarsh(F75)
    assert.closeTo(v1, 0.228 * 55, 1e-12)
    const rates = [clearance / v1, q2 / v1, q3 / v1, q2 / v2, q3 / v3, ke0]
    rates.forEach((rate, index) =>
      assert.closeTo(rate, [0.119, 0.112, 0.042, 0.055, 0.0033, 1.2][index]!, 1e-12)
    )
  })

  it("of propofol have a larger slow volume and clearance without opioids", () => {
    assert.isAbove(propofolEleveld(F75, false).v3, propofolEleveld(F75, true).v3)
    assert.isAbove(propofolEleveld(F75, false).clearance, propofolEleveld(F75, true).clearance)
    assert.closeTo(propofolEleveld({ ...F75, weightKilograms: 70 }, true).ke0, 0.146, 1e-15)
  })

  it("scale with the fat-free mass of the research notes, 54.5 kg for 70 kg and 170 cm", () => {
    assert.closeTo(fatFreeMassJanmahasatian(typicalPatient), 54.5, 0.05)
  })
})

describe("drugTrajectory", () => {
  const amounts: Partial<Record<TrajectoryDrugId, number>> = {
    potassium_chloride: 5,
    heparin: 5000,
    morphine: 5,
    insulin_iv: 20_000,
    insulin_sc: 20_000
  }

  for (const drug of Object.keys(trajectoryModels) as Array<TrajectoryDrugId>) {
    for (const model of trajectoryModels[drug]) {
      it(`gives finite values with units for ${drug} (${model}), for two patients, in any order of times`, () => {
        const doses: ReadonlyArray<DoseEvent> = [
          { minutes: 10, kind: "bolus", amount: amounts[drug] ?? 100 },
          { minutes: 20, kind: "rate", amount: (amounts[drug] ?? 100) / 60 },
          { minutes: 90, kind: "rate", amount: 0 }
        ]
        const minutes = [240, 0, 30, 15.5, 90]
        const plasmas = [F75, typicalPatient].map((patient) => {
          const result = drugTrajectory(drug, model, patient, doses, minutes)
          const sorted = drugTrajectory(
            drug,
            model,
            patient,
            doses,
            [...minutes].sort((a, b) => a - b)
          )
          assert.strictEqual(result.plasma[0], sorted.plasma[4])
          assert.strictEqual(result.plasma[3], sorted.plasma[1])
          for (const [id, values] of Object.entries(result.effects)) {
            assert.isString(result.units[id], id)
            assert.lengthOf(values, minutes.length)
            assert.isTrue(values.every(Number.isFinite), id)
          }
          assert.isAbove(result.plasma[2]!, result.plasma[1]!)
          return result.plasma[2]
        })
        const isTheSameForAll = ["algera", "jia", "beloeil"].includes(model)
        if (isTheSameForAll) assert.strictEqual(plasmas[0], plasmas[1])
        else assert.notStrictEqual(plasmas[0], plasmas[1])
      })
    }
  }

  it("names the known models when asked for another", () => {
    assert.throws(
      () => drugTrajectory("propofol", "kataria", typicalPatient, [], [0]),
      /propofol has no model "kataria": known are eleveld, eleveld-fast, marsh, schnider/
    )
    assert.throws(() => drugTrajectory("insulin_iv", "lotsch", typicalPatient, [], [0]), /known are hovorka/)
  })

  it("delays norepinephrine by its lag, scaled with weight", () => {
    const doses: ReadonlyArray<DoseEvent> = [{ minutes: 1, kind: "rate", amount: 7 }]
    const patient = { ...typicalPatient, weightKilograms: 140 }
    const lag = (13.7 / 60) * 2 ** 0.25
    const minutes = [0, 1 + 0.99 * lag, 3 + lag]
    const delayed = drugTrajectory("norepinephrine", "li", patient, doses, minutes)
    const atOnce = drugTrajectory("norepinephrine", "li-without-lag", patient, doses, [3])
    assert.closeTo(delayed.plasma[1]!, delayed.plasma[0]!, 1e-12)
    assert.closeTo(delayed.plasma[2]!, atOnce.plasma[0]!, 1e-12)
  })

  it("lets naloxone in a regimen antagonise an opioid without touching its concentration", () => {
    const doses: ReadonlyArray<DoseEvent> = [{ minutes: 0, kind: "bolus", amount: 200 }]
    const rescued: ReadonlyArray<DoseEvent> = [...doses, { minutes: 5, kind: "naloxone", amount: 400 }]
    const alone = drugTrajectory("fentanyl", null, typicalPatient, doses, [6])
    const after = drugTrajectory("fentanyl", null, typicalPatient, rescued, [6])
    assert.strictEqual(alone.effectSite![0], after.effectSite![0])
    for (const variant of ["H", "M", "L"]) {
      const id = `ventilationFraction${variant}`
      assert.isAbove(effect(after, id)[0]!, 1.5 * effect(alone, id)[0]!)
    }
  })

  it("gives vancomycin's area of the last day as the difference of areas a day apart", () => {
    const doses: ReadonlyArray<DoseEvent> = [{ minutes: 0, kind: "rate", amount: 1 }]
    const result = drugTrajectory("vancomycin", null, typicalPatient, doses, [600, 1500, 2940])
    const area = effect(result, "area")
    const lastDay = effect(result, "areaOfLastDay")
    assert.strictEqual(lastDay[0], area[0])
    assert.closeTo(lastDay[2]!, area[2]! - area[1]!, 1e-9)
  })

  it("meets the pressure of norepinephrine and the fall under propofol worked by hand", () => {
    const rest = drugTrajectory("norepinephrine", "li", M35, [], [0])
    const relative = (0.4977 / 2.1 / 8) ** 1.8
    assert.closeTo(effect(rest, "meanArterialPressure")[0]!, 50 + (98.7 * relative) / (1 + relative), 1e-9)
    // Far in steady state all effect sites equal plasma: 18.1 + 36.7 / 3 = 30.33 mmHg at most.
    const steady = drugTrajectory(
      "propofol",
      null,
      typicalPatient,
      [{ minutes: 0, kind: "rate", amount: 1.59631747752417 * 2.2 }],
      [100_000]
    )
    const drive = (2.2 / 1.96) ** 4.77 + 1
    assert.closeTo(effect(steady, "meanArterialPressureChange")[0]!, (-30.3333 * drive) / (1 + drive), 1e-3)
    const half = 3.08 * Math.exp(-0.00635 * 5)
    assert.closeTo(effect(steady, "bispectralIndex")[0]!, 93 / (1 + (2.2 / half) ** 1.47), 1e-3)
  })
})
