// What a drug that depresses breathing is, for a body: the code is the same for all of them.

import { type DrugId, type RespiratoryVariant } from "./Body.ts"
import { type Disposition } from "./Disposition.ts"
import { type Patient } from "./population.ts"
import { type RespiratoryParameters } from "./respiratoryModel.ts"
import { type Variability } from "./variability.ts"

export interface BreathingDrug {
  readonly id: DrugId
  readonly disposition: (patient: Patient) => Disposition
  readonly variability: Variability
  /** Standard deviation of the logarithm of potency; effective concentration and C50 move together (assumption). */
  readonly potencyDeviation: number
  /** Concentration unit per (dose unit/L). */
  readonly scale: number
  /** What the window is about, and the unit of every concentration here. */
  readonly quantity: string
  readonly unit: string
  readonly nanogramsPerMillilitre: number
  /** Typical concentration that is just enough: an opioid's least effective one, the middle of sedation. */
  readonly effectiveConcentration: number
  readonly window: { readonly lower: number; readonly upper: number }
  /** C50 on breathing. */
  readonly halfEffect: Readonly<Record<RespiratoryVariant, number>>
  readonly steepness: Readonly<Record<RespiratoryVariant, number>>
  readonly respiration: RespiratoryParameters
  /** Whether it relieves pain and naloxone acts against it. */
  readonly isOpioid: boolean
  /** Index of the depth of sedation from the effect site of a typical patient and the age; null where none is shown. */
  readonly shownIndex: ((effectSite: number, ageYears: number) => number) | null
}
