import { assert, describe, it } from "vitest"
import data from "../../../models/data/drugs.json" with { type: "json" }
import { propofolEleveld, propofolSchnider } from "../../../models/patients/anaestheticDispositions.ts"
import { type Disposition } from "../../../models/patients/Disposition.ts"
import { remifentanilMinto } from "../../../models/patients/dispositions.ts"
import { type CovariateId, drugCatalogue, pumpMaximum } from "../../../models/patients/drugCatalogue.ts"
import { type DrugPatient } from "../../../models/patients/drugModels.ts"
import {
  drugTrajectory,
  type TrajectoryDrugId,
  trajectoryModels
} from "../../../models/patients/drugTrajectory.ts"
import { type DoseEvent } from "../../../models/patients/linearTrajectory.ts"
import { typicalPatient } from "../../../models/patients/population.ts"

const drugs = Object.keys(trajectoryModels) as ReadonlyArray<TrajectoryDrugId>
const models = drugs.flatMap((drug) => trajectoryModels[drug].map((model) => [drug, model] as const))

/** The typical patient with one covariate changed. */
const changes: Readonly<Record<CovariateId, Partial<DrugPatient>>> = {
  weight: { weightKilograms: 90 },
  height: { heightCentimetres: 185 },
  age: { ageYears: 60 },
  sex: { sex: "female" },
  "creatinine-clearance": { creatinineClearance: 50 },
  saps: { sapsScore: 45 },
  propofol: { propofolConcentration: 2 },
  opioids: { isGivenOpioids: false },
  "renal-function": { renalFunction: 0.2 },
  "baseline-pressure": { baselinePressure: 55 },
  "pressure-half-effect": { pressureHalfEffect: 11.9 },
  "baseline-potassium": { baselinePotassium: 4 },
  glucose: { initialGlucose: 150 }
}

const doses: ReadonlyArray<DoseEvent> = [
  { minutes: 0, kind: "bolus", amount: 5 },
  { minutes: 5, kind: "rate", amount: 1 }
]

const answer = (drug: TrajectoryDrugId, model: string, change: Partial<DrugPatient>) => {
  const { effectSite, effects, plasma } = drugTrajectory(
    drug,
    model,
    { ...typicalPatient, ...change },
    doses,
    [3, 60, 400]
  )
  return JSON.stringify([plasma, effectSite, effects])
}

/** Models without covariates of their own ask for weight all the same, because doses may be per kilogram. */
const isWeightForDosesOnly = (model: string) => ["algera", "jia", "beloeil"].includes(model)

describe("the catalogue of drugs", () => {
  it.each(models)("of %s (%s) names exactly the covariates that change its answer", (drug, model) => {
    const { optional = [], required = [] } = drugCatalogue[drug].models[model] ?? {}
    const listed: ReadonlyArray<CovariateId> = ["weight", ...required, ...optional]
    const plain = answer(drug, model, {})
    for (const id of Object.keys(changes) as ReadonlyArray<CovariateId>) {
      if (id === "weight" && isWeightForDosesOnly(model)) continue
      const isChanged = answer(drug, model, changes[id]) !== plain
      assert.strictEqual(
        isChanged,
        listed.includes(id),
        `${id}: ${isChanged ? "changes" : "does not change"} the answer`
      )
    }
  })

  it("describes every model of every drug, and no other", () => {
    for (const drug of drugs) {
      assert.sameMembers(Object.keys(drugCatalogue[drug].models), [...trajectoryModels[drug]], drug)
    }
  })

  it("lets a pump give ten times the greatest usual rate of every drug that harms by it", () => {
    const perMinute = (drug: TrajectoryDrugId) => pumpMaximum(drug).perMinute
    const { fentanyl, heparin, norepinephrine, propofol, remifentanil } = data.drugs
    assert.isAtLeast(perMinute("fentanyl"), (10 * (fentanyl.dosing.infusion.value[1] as number)) / 60)
    assert.isAtLeast(
      perMinute("remifentanil"),
      10 * 70 * (remifentanil.dosing.infusion_GA.value[1] as number)
    )
    assert.isAtLeast(perMinute("propofol"), (10 * 70 * (propofol.dosing.ICU.value[1] as number)) / 1000)
    assert.isAtLeast(perMinute("norepinephrine"), 10 * 70 * (norepinephrine.dosing.sepsis.value[1] as number))
    assert.isAtLeast(perMinute("heparin"), (10 * 70 * heparin.dosing.rate.value) / 60)
    assert.closeTo(perMinute("insulin_sc"), 15_000, 1e-9)
  })
})

describe("potassium", () => {
  it("rises as it was fitted: 0.55 mmol/L at the end of 20 mmol in an hour, 0.30 an hour later", () => {
    const infusion: ReadonlyArray<DoseEvent> = [
      { minutes: 0, kind: "rate", amount: 20 / 60 },
      { minutes: 60, kind: "rate", amount: 0 }
    ]
    const { plasma } = drugTrajectory("potassium_chloride", null, typicalPatient, infusion, [60, 120])
    assert.closeTo(plasma[0] as number, 0.55, 1e-11)
    assert.closeTo(plasma[1] as number, 0.3, 1e-11)
    // The same fit as the data file's, which prints eight digits.
    const { k13, k31 } = data.drugs.potassium_chloride.pk
    assert.strictEqual(k13.value, 0.27149911)
    assert.strictEqual(k31.value, 0.01692164)
  })
})

describe("the bispectral index", () => {
  it("is the same at Ce50 and lower above it with the steeper sigmoid there", () => {
    const infusion: ReadonlyArray<DoseEvent> = [{ minutes: 0, kind: "rate", amount: 10 }]
    const minutes = Array.from({ length: 200 }, (_, index) => index)
    const { effectSite, effects } = drugTrajectory("propofol", null, typicalPatient, infusion, minutes)
    const half = 3.08 * Math.exp(-0.00635 * 5)
    const flatBelow = effects["bispectralIndex"] as ReadonlyArray<number>
    const steepBelow = effects["bispectralIndexSteepBelow"] as ReadonlyArray<number>
    effectSite?.forEach((value, index) => {
      const [flat, steep] = [flatBelow[index] as number, steepBelow[index] as number]
      if (value === 0) return assert.strictEqual(flat, steep)
      // Below Ce50 the steeper sigmoid is still near its top, above it nearer its bottom.
      return value < half ? assert.isBelow(flat, steep) : assert.isAtMost(flat, steep)
    })
  })
})

describe("covariates against a second program", () => {
  // By the formulas of Python_Anesthesia_Simulator (BobAubouin @0346d4f, pk_models.py), evaluated apart from this repository:
  // V1, V2, V3, CL, Q2, Q3, ke0. Its fat-free mass rounds its constants to four digits: 1e-5.
  const F75: DrugPatient = { weightKilograms: 55, heightCentimetres: 160, ageYears: 75, sex: "female" }
  const M25: DrugPatient = { weightKilograms: 110, heightCentimetres: 185, ageYears: 25, sex: "male" }
  const child: DrugPatient = { weightKilograms: 20, heightCentimetres: 115, ageYears: 6, sex: "male" }
  type Row = readonly [
    name: string,
    model: (patient: DrugPatient) => Disposition,
    patient: DrugPatient,
    expected: ReadonlyArray<number>,
    tolerance: number
  ]
  const withOpioid = (patient: DrugPatient) => propofolEleveld(patient, true)
  const without = (patient: DrugPatient) => propofolEleveld(patient, false)
  const rows: ReadonlyArray<Row> = [
    [
      "propofol, Eleveld, an old woman",
      withOpioid,
      F75,
      [5.772931757, 10.721466463, 65.099043122, 1.41466069, 0.934058788, 0.385678158, 0.15507318],
      2e-5
    ],
    [
      "propofol, Eleveld, the same without opioids",
      without,
      F75,
      [5.772931757, 10.721466463, 183.489023914, 1.75272454, 0.934058788, 0.838980096, 0.15507318],
      2e-5
    ],
    [
      "propofol, Eleveld, a heavy young man",
      withOpioid,
      M25,
      [7.122257314, 46.854409498, 265.377091307, 2.338581603, 2.936515665, 1.071075091, 0.13040048],
      2e-5
    ],
    [
      "propofol, Eleveld, a child",
      without,
      child,
      [3.47122531, 11.465287949, 82.147535961, 0.699360292, 1.164505208, 0.391253943, 0.19969623],
      2e-5
    ],
    [
      "propofol, Schnider, an old woman",
      propofolSchnider,
      F75,
      [4.27, 10.298, 238, 1.639166953125, 0.762, 0.836, 0.456],
      1e-12
    ],
    [
      "propofol, Schnider, a heavy young man",
      propofolSchnider,
      M25,
      [4.27, 29.848, 238, 2.465561285609933, 1.962, 0.836, 0.456],
      1e-12
    ],
    [
      "remifentanil, Minto, an old woman",
      remifentanilMinto,
      F75,
      [3.41454375, 5.508565625, 5.42, 1.772508828125, 0.9965, 0.03645, 0.35],
      1e-12
    ],
    [
      "remifentanil, Minto, a heavy young man",
      remifentanilMinto,
      M25,
      [6.895250182615047, 13.277125273922573, 5.42, 3.23925872899927, 2.5015, 0.09295, 0.7],
      1e-12
    ]
  ]
  it.each(rows)("agree for %s", (_, model, patient, expected, tolerance) => {
    const { clearance, ke0, q2, q3, v1, v2, v3 } = model(patient)
    const ours = [v1, v2, v3, clearance, q2, q3, ke0]
    ours.forEach((value, index) => assert.closeTo(value / (expected[index] as number), 1, tolerance))
  })
})
