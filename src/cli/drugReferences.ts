// The reference trajectories of test/fixtures/physiology: for each file which drug, model, patient and doses it belongs to, and
// which of its columns are compared with what, how closely.

import { type DrugPatient } from "../../models/patients/drugModels.ts"
import { type DrugTrajectory, type TrajectoryDrugId } from "../../models/patients/drugTrajectory.ts"
import { type DoseEvent } from "../../models/patients/linearTrajectory.ts"
import { typicalPatient } from "../../models/patients/population.ts"
import { decodeVirtualPatient } from "./drugVirtualPatient.ts"

/** The entry of a file in regimens.json; which fields it has depends on the family of the file. */
export interface ReferenceRegimen {
  readonly drug?: string
  readonly events?: ReadonlyArray<readonly [minutes: number, kind: "bolus" | "rate", amount: number]>
  readonly segments?: ReadonlyArray<
    readonly [number, { readonly uiv?: number; readonly usc?: number; readonly cho?: number }]
  >
  readonly patient?: unknown
  readonly basal_U_per_min?: number
  readonly CR?: number
}

export interface Comparison {
  readonly quantity: string
  readonly unit: string
  readonly column: string
  readonly valuesOf: (trajectory: DrugTrajectory) => ReadonlyArray<number>
  readonly tolerance: number
  /** Whether the tolerance is a fraction of the largest reference value. */
  readonly isRelative: boolean
  /** Only reference values above this count. */
  readonly above?: number
}

export interface ReferenceCase {
  readonly drug: TrajectoryDrugId
  readonly model: string
  readonly patient: DrugPatient
  readonly regimen: ReadonlyArray<DoseEvent>
  readonly comparisons: ReadonlyArray<Comparison>
}

export type VirtualPatients = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** What a reference file is made of: its name, its regimen, and the virtual patients that some belong to. */
export interface ReferenceSource {
  readonly name: string
  readonly regimen: ReferenceRegimen
  readonly virtualPatients: VirtualPatients
}

const effect = (trajectory: DrugTrajectory, id: string): ReadonlyArray<number> => {
  const values = trajectory.effects[id]
  if (values === undefined) throw new Error(`${trajectory.drug} has no effect ${id}`)
  return values
}

const plasma =
  (scale = 1) =>
  (trajectory: DrugTrajectory) =>
    trajectory.plasma.map((value) => value * scale)

const relative = (
  quantity: string,
  column: string,
  valuesOf: Comparison["valuesOf"],
  tolerance = 1e-9
): Comparison => ({ quantity, unit: "of the peak", column, valuesOf, tolerance, isRelative: true })

const absolute = (
  quantity: string,
  unit: string,
  column: string,
  rest: Pick<Comparison, "valuesOf" | "tolerance" | "above">
): Comparison => ({ quantity, unit, column, isRelative: false, ...rest })

const eventsOf = ({ events = [] }: ReferenceRegimen): ReadonlyArray<DoseEvent> =>
  events.map(([minutes, kind, amount]) => ({ minutes, kind, amount }))

/** The models with which the files of stanpumpR were made. */
const stanpumpModels: Readonly<Record<string, string>> = {
  propofol: "eleveld-fast",
  remifentanil: "eleveld",
  fentanyl: "shafer",
  morphine: "lotsch",
  hydromorphone: "drover"
}

const stanpump = ({ name, regimen }: ReferenceSource): ReferenceCase => {
  const drug = regimen.drug as TrajectoryDrugId
  const siteTolerance = name.startsWith("exact") ? 1e-9 : 5e-3
  return {
    drug,
    model: stanpumpModels[drug] as string,
    patient: typicalPatient,
    regimen: eventsOf(regimen),
    comparisons: [
      relative("plasma", "Cp", plasma()),
      relative("effect site", "Ce", ({ effectSite }) => effectSite ?? [], siteTolerance)
    ]
  }
}

const heparin = ({ regimen }: ReferenceSource): ReferenceCase => ({
  drug: "heparin",
  model: "al-sallami",
  patient: typicalPatient,
  regimen: eventsOf(regimen),
  comparisons: [
    relative("anti-Xa", "C_IUmL", (found) => effect(found, "antiXa")),
    relative("aPTT", "aPTT_s_linear", (found) => effect(found, "activatedPartialThromboplastinTime"))
  ]
})

const potassium = ({ regimen }: ReferenceSource): ReferenceCase => ({
  drug: "potassium_chloride",
  model: "plasma-interstitium-cells",
  patient: typicalPatient,
  regimen: eventsOf(regimen),
  comparisons: [
    relative("rise", "dK_mmolL", plasma()),
    relative("potassium", "K_mmolL_baseline3.2", (found) => effect(found, "potassium"))
  ]
})

/** Made for 35 years and without the lag. */
const norepinephrine = ({ regimen }: ReferenceSource): ReferenceCase => ({
  drug: "norepinephrine",
  model: "li-without-lag",
  patient: { ...typicalPatient, ageYears: 35 },
  regimen: eventsOf(regimen),
  comparisons: [
    relative("plasma", "C_ngmL_total", plasma()),
    relative("arterial pressure", "MAP_mmHg", (found) => effect(found, "meanArterialPressure"))
  ]
})

/** 1 g every 12 h over an hour, the fourth dose within 6 min. */
const vancomycin = (): ReferenceCase => ({
  drug: "vancomycin",
  model: "thomson",
  patient: { ...typicalPatient, creatinineClearance: 100 },
  regimen: [0, 720, 1440, 2160].flatMap((minutes): ReadonlyArray<DoseEvent> => {
    const duration = minutes === 2160 ? 6 : 60
    return [
      { minutes, kind: "rate", amount: 1000 / duration },
      { minutes: minutes + duration, kind: "rate", amount: 0 }
    ]
  }),
  comparisons: [relative("plasma", "Cp", plasma())]
})

const breathing = ({ name, regimen }: ReferenceSource): ReferenceCase => {
  const drug =
    (["propofol", "morphine", "fentanyl"] as const).find((id) => name.includes(id)) ?? "remifentanil"
  const models = { propofol: "eleveld-fast", morphine: "lotsch", fentanyl: "shafer", remifentanil: "minto" }
  const variant = drug === "propofol" ? "" : name.slice(5, 6)
  const valuesOf = (id: string) => (found: DrugTrajectory) => effect(found, `${id}${variant}`)
  return {
    drug,
    model: models[drug],
    patient: typicalPatient,
    regimen: eventsOf(regimen),
    comparisons: [
      absolute("ventilation", "of baseline", "V_over_V0", {
        valuesOf: valuesOf("ventilationFraction"),
        tolerance: 0.005
      }),
      absolute("PaCO2", "mmHg", "PaCO2_mmHg", {
        valuesOf: valuesOf("arterialCarbonDioxide"),
        tolerance: 0.1
      }),
      absolute("SpO2 above 60 %", "%", "SpO2_pct", {
        valuesOf: valuesOf("oxygenSaturation"),
        tolerance: 0.5,
        above: 60
      })
    ]
  }
}

/** g of glucose per mmol; a meal of the reference lasts a minute. */
const GRAMS_PER_MILLIMOLE = 0.18016

const hovorka = ({ name, regimen }: ReferenceSource): ReferenceCase => ({
  drug: name.includes("_iv_") ? "insulin_iv" : "insulin_sc",
  model: "hovorka",
  patient: typicalPatient,
  regimen: (regimen.segments ?? []).flatMap(([minutes, { cho, uiv, usc }]): ReadonlyArray<DoseEvent> => [
    { minutes, kind: "rate", amount: uiv ?? usc ?? 0 },
    ...(cho === undefined ? [] : [{ minutes, kind: "meal" as const, amount: cho * GRAMS_PER_MILLIMOLE }])
  ]),
  comparisons: [
    absolute("glucose", "mg/dL", "G_mgdL", {
      valuesOf: (found) => effect(found, "glucose"),
      tolerance: 0.05
    }),
    absolute("insulin", "mU/L", "I_mUL", { valuesOf: plasma(), tolerance: 0.05 })
  ]
})

/** The doses that the name of a simglucose file stands for, on its patient's basal rate. */
const simglucoseDoses = (name: string, milliunits: number, carbohydrateRatio: number): Array<DoseEvent> => {
  const rate = (minutes: number, factor: number): DoseEvent => ({
    minutes,
    kind: "rate",
    amount: factor * milliunits
  })
  if (name.includes("G02")) return [rate(120, 10), rate(135, 1)]
  if (name.includes("G03")) return [rate(120, 0), rate(150, 1)]
  if (name.includes("G05")) return [{ minutes: 120, kind: "bolus", amount: 10_000 }]
  if (name.includes("G07")) {
    return [
      { minutes: 120, kind: "meal", amount: 60 },
      { minutes: 120, kind: "bolus", amount: 60_000 / carbohydrateRatio }
    ]
  }
  return []
}

const simglucose = ({ name, regimen, virtualPatients }: ReferenceSource): ReferenceCase => {
  const decoded = decodeVirtualPatient(virtualPatients[String(regimen.patient)] ?? {}, "uva-padova")
  if (!("virtualPatient" in decoded)) throw new Error(`${name}: ${decoded.problems[0]?.message}`)
  const milliunits = (regimen.basal_U_per_min ?? 0) * 1000
  const glucose = (id: string) => (found: DrugTrajectory) => effect(found, id)
  return {
    drug: "insulin_sc",
    model: "uva-padova",
    patient: { ...typicalPatient, virtualPatient: decoded.virtualPatient },
    regimen: [
      { minutes: 0, kind: "rate", amount: milliunits },
      ...simglucoseDoses(name, milliunits, regimen.CR ?? 1)
    ],
    comparisons: [
      absolute("plasma glucose", "mg/dL", "Gplasma_mgdL", { valuesOf: glucose("glucose"), tolerance: 0.01 }),
      absolute("sensor glucose", "mg/dL", "Gsub_mgdL", {
        valuesOf: glucose("sensorGlucose"),
        tolerance: 0.01
      }),
      absolute("plasma insulin", "pmol/L", "Iplasma_pmolL", { valuesOf: plasma(6), tolerance: 0.05 })
    ]
  }
}

const families: ReadonlyArray<readonly [prefix: string, build: (source: ReferenceSource) => ReferenceCase]> =
  [
    ["exact_", stanpump],
    ["stanpumpR_", stanpump],
    ["heparin_", heparin],
    ["kcl_", potassium],
    ["norepi_", norepinephrine],
    ["pkpdsim_vancomycin_", vancomycin],
    ["resp_", breathing],
    ["hovorka_", hovorka],
    ["simglucose_", simglucose]
  ]

/** What to run for a reference file and what to compare; throws for a file of an unknown family. */
export const referenceCase = (source: ReferenceSource): ReferenceCase => {
  const family = families.find(([prefix]) => source.name.startsWith(prefix))
  if (family === undefined) throw new Error(`${source.name}: no family of references has this name`)
  return family[1](source)
}
