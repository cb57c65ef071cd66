import { assert, describe, it } from "vitest"
import { type Disposition, ke0FromPeak } from "../../../models/patients/Disposition.ts"
import {
  fentanylShafer,
  hydromorphoneDrover,
  morphineLotsch,
  naloxoneShafer,
  norepinephrineLi,
  remifentanilMinto
} from "../../../models/patients/dispositions.ts"
import { leanBodyMassJames } from "../../../models/patients/bodySize.ts"
import { type Patient, typicalPatient } from "../../../models/patients/population.ts"
import { logDeviation, vary } from "../../../models/patients/variability.ts"
import { readJson } from "./fixtures.ts"

type Published = Record<"tPeak" | "v1" | "v2" | "v3" | "cl1" | "cl2" | "cl3" | "ke0", number>
const stanpump = readJson<Record<string, Published>>("stanpumpR_parameters.json")
const exactKe0 = readJson<Record<string, number>>("ke0_exact_from_tPeak.json")

const patients: Readonly<Record<string, Patient>> = {
  M40: typicalPatient,
  F75: { weightKilograms: 55, heightCentimetres: 160, ageYears: 75, sex: "female" }
}

const models: Readonly<Record<string, (patient: Patient) => Disposition>> = {
  morphine: morphineLotsch,
  hydromorphone: hydromorphoneDrover,
  fentanyl: fentanylShafer,
  naloxone: naloxoneShafer
}

describe("dispositions", () => {
  for (const [drug, model] of Object.entries(models)) {
    for (const [id, patient] of Object.entries(patients)) {
      it(`of ${drug} for ${id} are those of stanpumpR, with the exact ke0 for its time of peak`, () => {
        const ours = model(patient)
        const theirs = stanpump[`${drug}_${id}`] as Published
        const pairs = [
          [ours.v1, theirs.v1],
          [ours.v2, theirs.v2],
          [ours.v3, theirs.v3],
          [ours.clearance, theirs.cl1],
          [ours.q2, theirs.cl2],
          [ours.q3, theirs.cl3]
        ] as const
        for (const [value, expected] of pairs) assert.closeTo(value / expected, 1, 1e-13)
        assert.closeTo(ours.ke0 / (exactKe0[`${drug}_${id}`] as number), 1, 1e-12)
        // Its own optimiser is coarse: up to 0.15 %.
        assert.closeTo(ours.ke0 / theirs.ke0, 1, 2e-3)
      })
    }
  }

  it("of every stanpumpR drug give the exact ke0 for their time of peak", () => {
    for (const [id, { tPeak, v1, v2, v3, cl1, cl2, cl3 }] of Object.entries(stanpump)) {
      const ke0 = ke0FromPeak({ v1, v2, v3, clearance: cl1, q2: cl2, q3: cl3, ke0: 0 }, tPeak)
      assert.closeTo(ke0 / (exactKe0[id] as number), 1, 1e-12, id)
    }
  })

  it("of remifentanil (Minto) for M40 are those of the respiratory references", () => {
    const ours = remifentanilMinto(typicalPatient)
    assert.closeTo(leanBodyMassJames(typicalPatient), 55.2976, 1e-4)
    assert.closeTo(ours.v1, 5.12142560553633, 1e-12)
    assert.closeTo(ours.clearance / ours.v1, 0.5087809406442302, 1e-12)
    assert.closeTo(ours.q2 / ours.v1, 0.40027917183526446, 1e-12)
    assert.closeTo(ours.q2 / ours.v2, 0.2080766545333983, 1e-12)
    assert.closeTo(ours.ke0, 0.595, 1e-15)
  })

  it("of norepinephrine for 35 years and 70 kg have the printed values", () => {
    const ours = norepinephrineLi({ ...typicalPatient, ageYears: 35 })
    assert.deepEqual(ours, {
      v1: 2.4,
      v2: 3.6,
      v3: 0,
      clearance: 2.1,
      q2: 0.6,
      q3: 0,
      ke0: 0,
      production: 0.4977,
      lagMinutes: 13.7 / 60
    })
  })
})

describe("variability", () => {
  it("reads a CV, a variance and a log deviation as what they are", () => {
    assert.strictEqual(logDeviation({ value: 0.45, unit: "log-sd" }), 0.45)
    assert.closeTo(logDeviation({ value: 0.5, unit: "CV" }) ** 2, 0.223144, 1e-6)
    assert.closeTo(logDeviation({ value: 0.61, unit: "omega^2" }), 0.781, 1e-3)
    assert.throws(() => logDeviation({ value: 1, unit: "%" }), /expected log-sd/)
  })

  it("leaves what does not spread alone and scales rates with volumes", () => {
    const typical = morphineLotsch(typicalPatient)
    const varied = vary(typical, { V: { value: 0.4, unit: "log-sd" } }, () => 1)
    assert.closeTo(varied.v1 / typical.v1, Math.exp(0.4), 1e-12)
    assert.closeTo(varied.q2 / varied.v2, typical.q2 / typical.v2, 1e-15)
    assert.strictEqual(varied.clearance, typical.clearance)
    assert.strictEqual(varied.ke0, typical.ke0)
  })
})
