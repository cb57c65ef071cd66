// Where a drug is given and how its pump works: intensive care first, in the order in which a hospital's pumps are filled.

import { type DrugId } from "./Body.ts"

export interface DrugCare {
  readonly id: DrugId
  readonly title: string
  /** Given in intensive care, with its nurses and monitors. */
  readonly isIntensive: boolean
  /** Given on demand of the patient. */
  readonly isOnDemand: boolean
  readonly bedside: boolean
  readonly wearable: boolean
}

const intensive = { isIntensive: true, isOnDemand: false, bedside: true, wearable: false } as const
const ward = { isIntensive: false, isOnDemand: false, bedside: true, wearable: false } as const
const onDemand = { isIntensive: false, isOnDemand: true, bedside: true, wearable: true } as const

export const drugCare: ReadonlyArray<DrugCare> = [
  { id: "norepinephrine", title: "norepinephrine", ...intensive },
  { id: "propofol", title: "propofol for sedation", ...intensive },
  { id: "remifentanil", title: "remifentanil", ...intensive },
  { id: "insulin_iv", title: "insulin into a vein", ...intensive },
  { id: "heparin", title: "heparin", ...ward },
  { id: "vancomycin", title: "vancomycin without pause", ...ward },
  { id: "potassium_chloride", title: "potassium chloride", ...ward },
  { id: "insulin_sc", title: "insulin under the skin", ...ward, bedside: false, wearable: true },
  { id: "hydromorphone", title: "hydromorphone on demand", ...onDemand },
  { id: "fentanyl", title: "fentanyl on demand", ...onDemand },
  { id: "morphine", title: "morphine on demand", ...onDemand }
]

const careById = new Map(drugCare.map((care) => [care.id, care]))

export const careOf = (drug: DrugId): DrugCare => careById.get(drug) as DrugCare
