// Who lies in the bed. Covariates only: what a drug does with them is in the drug's own model.

import { randomNormal } from "d3-random"
import { type RandomStreams } from "../../src/engine/RandomStreams.ts"

export interface Patient {
  readonly weightKilograms: number
  readonly heightCentimetres: number
  readonly ageYears: number
  readonly sex: "female" | "male"
}

/** The patient of the published typical values and of the reference trajectories. */
export const typicalPatient: Patient = {
  weightKilograms: 70,
  heightCentimetres: 170,
  ageYears: 40,
  sex: "male"
}

/**
 * Adult inpatients, independent truncated normals. Every number here is an assumption (status A): means are near those of
 * adults in NHANES 2015-2018 (recalled, not opened), age is that of a general ward, the correlation of height and weight is left out.
 */
const adults = {
  femaleFraction: 0.5,
  ageYears: { mean: 60, deviation: 16, lowest: 18, highest: 95 },
  weightKilograms: {
    female: { mean: 76, deviation: 16, lowest: 40, highest: 150 },
    male: { mean: 88, deviation: 17, lowest: 45, highest: 160 }
  },
  heightCentimetres: {
    female: { mean: 162, deviation: 7, lowest: 145, highest: 185 },
    male: { mean: 176, deviation: 7, lowest: 155, highest: 200 }
  }
} as const

interface Spread {
  readonly mean: number
  readonly deviation: number
  readonly lowest: number
  readonly highest: number
}

/** Draws one patient; the same index is the same person whatever the drug or scenario. */
export const drawPatient = (streams: RandomStreams, patientIndex: number): Patient => {
  const stream = streams.stream("patient-covariates", patientIndex)
  const normal = randomNormal.source(stream)()
  const draw = ({ mean, deviation, lowest, highest }: Spread) => {
    let value = mean + deviation * normal()
    while (value < lowest || value > highest) value = mean + deviation * normal()
    return value
  }
  const sex = stream() < adults.femaleFraction ? "female" : "male"
  return {
    sex,
    ageYears: draw(adults.ageYears),
    weightKilograms: draw(adults.weightKilograms[sex]),
    heightCentimetres: draw(adults.heightCentimetres[sex])
  }
}
