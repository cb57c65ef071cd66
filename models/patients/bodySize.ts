// Sizes that drug models scale with, from weight, height, age and sex.

import { type Patient } from "./population.ts"

/** James' formula [kg], as in stanpumpR (V). Falls again above about 150 kg: the models that use it were made with it. */
export const leanBodyMassJames = ({ weightKilograms, heightCentimetres, sex }: Patient): number => {
  const ratio = weightKilograms / heightCentimetres
  return sex === "male"
    ? 1.1 * weightKilograms - 128 * ratio * ratio
    : 1.07 * weightKilograms - 148 * ratio * ratio
}

/** Fat-free mass of adults [kg]: Janmahasatian 2005 Clin Pharmacokinet 44:1051, in the form that scales with height squared (V, stanpumpR). */
export const fatFreeMassJanmahasatian = ({ weightKilograms, heightCentimetres, sex }: Patient): number => {
  const square = (heightCentimetres / 100) ** 2
  return sex === "male"
    ? (42.92 * square * weightKilograms) / (30.93 * square + weightKilograms)
    : (37.99 * square * weightKilograms) / (35.98 * square + weightKilograms)
}

/** The same from childhood on: Al-Sallami 2015 Clin Pharmacokinet 54:1169, as in the NONMEM listing quoted by stanpumpR (V). */
export const fatFreeMassAlSallami = (patient: Patient): number => {
  const maturity =
    patient.sex === "male"
      ? 0.88 + (1 - 0.88) / (1 + (patient.ageYears / 13.4) ** -12.7)
      : 1.11 + (1 - 1.11) / (1 + (patient.ageYears / 7.1) ** -1.1)
  return maturity * fatFreeMassJanmahasatian(patient)
}
